"""Words with character offsets to a spaCy ``Doc`` whose text is the article's, exactly.

``to_doc`` is the one place that makes a ``Doc`` of a ``Parse``, for the models as for parses kept in files; known
faults of the parse are put right before (``quotes.parser.repairs``).
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import numpy as np
from spacy.lang.en import English
from spacy.tokens import Doc
from spacy.vocab import Vocab, create_vocab

from quotes.parser.repairs import repaired
from quotes.parser.types import Hint, Name, Parse, Word

LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def new_vocab() -> Vocab:
    """Return a vocabulary with spaCy's lexical attributes (``lower_``, ``is_punct``, ...)."""
    return create_vocab("en", English.Defaults)


def to_doc(vocab: Vocab, text: str, parse: Parse) -> Doc:
    """Return the ``Doc`` of ``text``: every character is in a token or is the space after one.

    What no word covers (white space, above all) becomes tokens of its own that hang on the word before.
    A lone surrogate, which spaCy cannot hold, becomes U+FFFD: length and offsets stay. Hints, where there are
    any, are ``doc.user_data["hints"]``: [tokens, 5] of percentages.
    """
    parse = repaired(parse)
    text = LONE_SURROGATE.sub("\ufffd", text)
    words = [word for sentence in parse.sentences for word in sentence]
    tokens, spaces, position = _cover(text, words)
    annotations = _annotations(tokens, parse.sentences, position)
    doc = Doc(vocab, words=tokens, spaces=spaces, **annotations._asdict())
    assert doc.text == text
    doc.ents = _entities(doc, parse.names)
    if any(word.hint for word in words):
        hints = np.zeros((len(tokens), len(Hint._fields)), np.uint8)
        hints[position] = [word.hint or (0,) * len(Hint._fields) for word in words]
        doc.user_data["hints"] = hints
    return doc


class _Annotations(NamedTuple):
    """What a ``Doc`` is to know of its tokens, a value for each."""

    heads: list[int]
    deps: list[str]
    lemmas: list[str]
    pos: list[str]
    tags: list[str]


def _annotations(tokens: list[str], sentences: list[list[Word]], position: list[int]) -> _Annotations:
    """Return what the parse says of each token; ``position`` has the token of each word."""
    count = len(tokens)
    pos = ["SPACE" if t.isspace() else "X" for t in tokens]
    out = _Annotations(list(range(count)), ["dep"] * count, list(tokens), pos, [""] * count)
    first = 0
    for sentence in sentences:
        for i, word in zip(position[first:], sentence, strict=False):
            out.heads[i], out.deps[i] = position[first + word.head], word.deprel
            out.lemmas[i], out.pos[i], out.tags[i] = word.lemma, word.upos, word.xpos
        first += len(sentence)
    _attach_unparsed(out, position)
    return out


def _attach_unparsed(annotations: _Annotations, position: list[int]) -> None:
    """Hang what the parser did not see on the token before it, or at the start on the first word."""
    is_word = set(position)
    for i in range(len(annotations.heads)):
        if i not in is_word:
            annotations.heads[i] = i - 1 if i else position[0] if position else 0
            annotations.deps[i] = "punct" if annotations.pos[i] == "X" else "dep"


def _cover(text: str, words: list[Word]) -> tuple[list[str], list[bool], list[int]]:
    """Return tokens that cover the text exactly, whether a space follows each, and each word's token index."""
    tokens: list[str] = []
    spaces: list[bool] = []
    position: list[int] = []

    def fill(gap: str) -> None:
        if gap[:1] == " " and tokens:
            spaces[-1], gap = True, gap[1:]
        for part in re.findall(r"\s+|\S+", gap):
            tokens.append(part)
            spaces.append(False)

    end = 0
    for word in words:
        if word.start > end:
            fill(text[end : word.start])
        position.append(len(tokens))
        tokens.append(text[word.start : word.end])
        spaces.append(False)
        end = word.end
    fill(text[end:])
    return tokens, spaces, position


def _entities(doc: Doc, names: list[Name]) -> list[Any]:
    """Return the names as non-overlapping spans of whole tokens."""
    out: list[Any] = []
    for name in names:
        span = doc.char_span(name.start, name.end, label=name.label, alignment_mode="contract")
        if span is not None and (not out or span.start >= out[-1].end):
            out.append(span)
    return out
