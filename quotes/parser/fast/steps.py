"""The fast path: Stanza's steps in less time, by the trained layers of an unchanged pipeline.

``quotes.parser.stanza_steps`` is Stanza as it is.

Every shortcut gives what Stanza's own processors give, but for rounding (int8 in the transformer, order of
sums elsewhere) and where noted:

- The transformer runs once per sentence for tagger, parser and name tagger (``quotes.parser.fast.encoder``).
  Names are therefore found on words where Stanza takes tokens ("Karsk", "’s" for "Karsk’s"), as in the
  data the name tagger was trained on.
- Characters of a word are read once, its result kept; morphological features, which nothing reads, are not
  predicted; relation labels are scored for the chosen heads only.
- A tree search is needed only where the best heads do not form a tree by themselves.
- Lemmas and expansions of a word are looked up once.

Pipelines of another make (other layers, other processors) run through Stanza's own processors.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from quotes.parser.fast.encoder import Bert, Encoder, NotABert, load_bert
from quotes.parser.fast.heads import DependencyParser, NameTagger, Tagger
from quotes.parser.fast.token_scores import hinter
from quotes.parser.fast.tokenizer import CHARACTER_FEATURES, Tokenizer
from quotes.parser.stanza_pipeline import ModelError, load_pipeline
from quotes.parser.stanza_steps import Sentence, StanzaSteps, Tags, Token, model_form
from quotes.parser.types import Hint

CHECKED = ("1.15.0",)  # the versions of Stanza these shortcuts were compared with
WORDS_PER_BATCH = 500
CACHED_WORDS = 20_000


def load_steps(model: str | None = None) -> StanzaSteps:
    """Load models and return the steps, by shortcuts where these are known to give Stanza's results.

    ``model`` is what ``load_pipeline`` takes.
    """
    import stanza

    if stanza.__version__ not in CHECKED:
        warnings.warn(
            f"Stanza {stanza.__version__} is not among the versions onrecord’s shortcuts were checked with "
            f"({', '.join(CHECKED)}); parsing will be slow.",
            stacklevel=2,
        )
        return StanzaSteps(load_pipeline(model))
    try:
        pipeline = load_pipeline(model, load_bert)
    except ModelError as error:
        if isinstance(error.__cause__, NotABert):
            return StanzaSteps(load_pipeline(model))
        raise
    if has_known_layers(pipeline):
        return FastSteps(pipeline)
    return StanzaSteps(load_pipeline(model))


def has_known_layers(pipeline: Any) -> bool:
    """Return whether the pipeline's models are made of the layers the shortcuts know."""
    try:
        tokenizer, tagger, parser, namer = _models(pipeline)
    except AttributeError:
        return False
    return (
        all(_reads_transformer_alone(head) for head in (tagger, parser, namer))
        and _has_known_tokenizer(tokenizer)
        and _has_known_tagger(tagger)
        and _has_known_parser(parser)
        and not pipeline.processors["depparse"].config.get("resolve_head_constraints", True)
        and len(namer.tag_clfs) == 1
    )


def _reads_transformer_alone(head: Any) -> bool:
    """Return whether a model reads the words' states in the shared transformer, and no other vectors of words."""
    args = head.args
    transformer = isinstance(head.bert_model, Bert) and head.bert_layer_mix is not None
    return transformer and not args.get("pretrain") and not args.get("charlm") and args["word_emb_dim"] == 0


def _has_known_tagger(tagger: Any) -> bool:
    xpos_after_upos = tagger.column_parents.get("xpos") == ("upos",) and hasattr(tagger.tag_clf["xpos"], "W_bilin")
    return xpos_after_upos and len(tagger.taggerlstm.lstm) == 1


def _has_known_parser(parser: Any) -> bool:
    args = parser.args
    return (
        args["tag_emb_dim"] == 0
        and not args["char"]
        and hasattr(parser, "deprel")
        and not (args["linearization"] or args["distance"] or args.get("reversed"))
        and len(parser.parserlstm.lstm) == 1
    )


def _has_known_tokenizer(tokenizer: Any) -> bool:
    args = tokenizer.args
    return (
        tokenizer.charmodel is None
        and set(args["feat_funcs"]) == {*CHARACTER_FEATURES, "end_of_para", "start_of_para"}
        and not args.get("use_dictionary")
        and args["hierarchical"]
        and args["use_mwt"]
        and args["conv_res"] is None
        and args["rnn_layers"] == 1
    )


def _models(pipeline: Any) -> list[Any]:
    return [pipeline.processors[name].trainer.model for name in ("tokenize", "pos", "depparse", "ner")]


def read_by_all(hidden: Tensor) -> Tensor:
    """Return [words, readers x width], what all readers see of each word, of [readers, 1 + words, width]."""
    return hidden[:, 1:].transpose(0, 1).flatten(1)


class FastSteps(StanzaSteps):
    """The fast path: the steps of a parse, by shortcuts through the layers of Stanza's models."""

    def __init__(self, pipeline: Any, quantize: bool = True) -> None:
        tokenizer, tagger, parser, namer = _models(pipeline)
        self.tokenizer = Tokenizer(tokenizer, pipeline.processors["tokenize"])
        mixes = [head.bert_layer_mix for head in (tagger, parser, namer)]
        self.encoder = Encoder(tagger.bert_model, mixes, quantize)
        self.tagger, self.parser = Tagger(tagger, quantize), DependencyParser(parser, quantize)
        self.namer = NameTagger(namer, quantize)
        self.hinter = hinter(len(mixes) * self.encoder.width)
        # Only these are kept as they are. They hold on to the pipeline, and the heads to the encoder's first weights.
        self.processors = pipeline.processors = {name: pipeline.processors[name] for name in ("mwt", "lemma")}
        tagger.bert_model.weights.clear()
        self.expansions: dict[str, tuple[str, ...]] = {}
        self.lemmas: dict[tuple[str, str], str] = {}

    def split(self, texts: Sequence[str]) -> list[list[Sentence]]:
        """Return the sentences of each text (a paragraph), multi-word tokens expanded."""
        with torch.inference_mode():
            found = self.tokenizer(texts)
        self._expand({
            text[start:end]
            for text, sentences in zip(texts, found, strict=True)
            for sentence in sentences
            for start, end, multi in sentence
            if multi
        })
        return [
            [
                [
                    Token(start, end, self.expansions[text[start:end]] if multi else (text[start:end],))
                    for start, end, multi in sentence
                ]
                for sentence in sentences
            ]
            for text, sentences in zip(texts, found, strict=True)
        ]

    def _expand(self, tokens: set[str]) -> None:
        """Look up what new multi-word tokens stand for, by Stanza."""
        if len(self.expansions) > CACHED_WORDS:
            self.expansions.clear()
        new = sorted(tokens - self.expansions.keys())
        if not new:
            return
        from stanza.models.common.doc import Document

        document = Document([[{"id": (i + 1,), "text": t, "misc": "MWT=Yes"} for i, t in enumerate(new)]])
        self.processors["mwt"].process(document)
        for text, token in zip(new, document.sentences[0].tokens, strict=True):
            words = tuple(word.text for word in token.words)
            self.expansions[text] = words if len(words) > 1 else (text,)

    def tag(self, articles: Sequence[Sequence[Sentence]]) -> list[list[Tags]]:
        """Return the tags of each sentence of each article."""
        with torch.inference_mode():
            return self._tag_all(articles)

    def _tag_all(self, articles: Sequence[Sequence[Sentence]]) -> list[list[Tags]]:
        words = [[model_form(w) for t in s for w in t.words] for article in articles for s in article]
        hidden: list[Tensor] = []
        first = 0
        for article in articles:
            # In products of other shapes floats may round otherwise: the encoder reads one article at a time.
            hidden += self.encoder(words[first : first + len(article)])
            first += len(article)
        out: list[Any] = [None] * len(words)
        for batch in _batches([len(sentence) for sentence in words]):
            for i, tags in zip(batch, self._tag([words[i] for i in batch], [hidden[i] for i in batch]), strict=True):
                out[i] = tags
        found = iter(out)
        return [[next(found) for _ in article] for article in articles]

    def _tag(self, sentences: list[list[str]], hidden: list[Tensor]) -> list[Tags]:
        upos, xpos = self.tagger(sentences, [h[0, 1:] for h in hidden])
        heads, deprels = self.parser([h[1] for h in hidden])
        names = self.namer(sentences, [h[2, 1:] for h in hidden])
        hints: Sequence[list[Hint] | None] = [None] * len(sentences)
        if self.hinter:
            hints = self.hinter([read_by_all(h) for h in hidden])
        self._lemmatize({pair for s, tags in zip(sentences, upos, strict=True) for pair in zip(s, tags, strict=True)})
        return [
            Tags([self.lemmas[pair] for pair in zip(s, u, strict=True)], u, *rest)
            for s, u, *rest in zip(sentences, upos, xpos, heads, deprels, names, hints, strict=True)
        ]

    def hints(self, sentences: Sequence[Sequence[str]]) -> list[list[Hint]]:
        """Return the hints of sentences whose words are known; of none where no network for them ships."""
        if not self.hinter:
            return [[] for _ in sentences]
        out: list[list[Hint]] = [[] for _ in sentences]
        order = sorted((i for i, s in enumerate(sentences) if s), key=lambda i: -len(sentences[i]))
        with torch.inference_mode():
            hidden = self.encoder([[model_form(word) for word in sentences[i]] for i in order])
            for i, hints in zip(order, self.hinter([read_by_all(h) for h in hidden]), strict=True):
                out[i] = hints
        return out

    def _lemmatize(self, pairs: set[tuple[str, str]]) -> None:
        """Look up the lemmas of new (word, part of speech), by Stanza; a name is its own lemma."""
        if len(self.lemmas) > CACHED_WORDS:
            self.lemmas.clear()
        new = pairs - self.lemmas.keys()
        names = {pair for pair in new if pair[1] == "PROPN"}
        self.lemmas.update({pair: pair[0] for pair in names})
        rest = sorted(new - names)
        if not rest:
            return
        from stanza.models.common.doc import Document

        document = Document([[{"id": (i + 1,), "text": w, "upos": p} for i, (w, p) in enumerate(rest)]])
        self.processors["lemma"].process(document)
        for pair, word in zip(rest, document.sentences[0].words, strict=True):
            self.lemmas[pair] = word.lemma or word.text


def _batches(lengths: list[int]) -> list[list[int]]:
    """Return the indexes of sentences in batches of similar length, the longest first in each."""
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    batches: list[list[int]] = []
    words = WORDS_PER_BATCH
    for i in order:
        if words + lengths[i] > WORDS_PER_BATCH:
            batches.append([])
            words = 0
        batches[-1].append(i)
        words += lengths[i]
    return batches
