"""Score a model folder on data its training did not see: ``make models-eval``.

Parses from raw text and from gold tokens against the treebank's test file and against its news and
interviews (set aside by ``prepare.py``), names from gold tokens. ``--spacy`` scores a spaCy model beside
it, as far as the labels allow: tokens, sentences, word classes and names.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from udtools.udeval import evaluate, load_conllu_file  # type: ignore[import-untyped]

METRICS = ("Tokens", "Sentences", "Words", "UPOS", "Lemmas", "UAS", "LAS")
NAMES = ("PERSON", "ORG", "LOC")
SAME_NAME = {
    "GPE": "LOC",
    "FAC": "LOC",
    "LOCATION": "LOC",
    "FACILITY": "LOC",
    "ORGANIZATION": "ORG",
    "PER": "PERSON",
}
Entity = tuple[int, int, int, str]  # sentence, first token, one past the last token, type
Scores = dict[str, float]


def conllu_scores(gold: Path, conllu: str, metrics: Iterable[str]) -> Scores:
    """F1 in percent of the shared task's scorer."""
    with tempfile.NamedTemporaryFile("w", suffix=".conllu", encoding="utf-8") as file:
        file.write(conllu)
        file.flush()
        result = evaluate(load_conllu_file(str(gold)), load_conllu_file(file.name))
    return {metric: round(100 * result[metric].f1, 2) for metric in metrics}


def restore_long_tokens(document: Any) -> Any:
    """Stanza replaces very long tokens by <UNK>; the text is where the offsets say."""
    for sentence in document.sentences:
        for token in sentence.tokens:
            if token.text == "<UNK>":
                token.text = document.text[token.start_char : token.end_char].replace(" ", "")
                for word in token.words:
                    word.text = token.text
    return document


def parse_scores(pipeline: Any, data: Path, part: str) -> dict[str, Scores]:
    """Scores of one part from raw text and from gold tokens."""
    from stanza.utils.conll import CoNLL

    gold = data / f"{part}.conllu"
    parsed = restore_long_tokens(pipeline((data / f"{part}.txt").read_text(encoding="utf-8")))
    raw = conllu_scores(gold, f"{parsed:C}\n\n", METRICS)
    document = CoNLL.conll2doc(str(gold))
    for name in ("pos", "lemma", "depparse"):
        document = pipeline.processors[name].process(document)
    return {f"{part} raw": raw, f"{part} gold tokens": conllu_scores(gold, f"{document:C}\n\n", METRICS[3:])}


def spacy_scores(nlp: Any, data: Path, part: str) -> dict[str, Scores]:
    """Tokens, sentences and word classes of a spaCy model from raw text."""
    blocks = (data / f"{part}.txt").read_text(encoding="utf-8").split("\n\n")
    lines = []
    for doc in nlp.pipe(block for block in blocks if block.strip()):
        for sentence in doc.sents:
            words = [token for token in sentence if not token.is_space]
            for i, token in enumerate(words):
                head = "0\troot" if i == 0 else "1\tdep"
                form = "".join(token.text.split())
                lines.append(f"{i + 1}\t{form}\t_\t{token.pos_}\t_\t_\t{head}\t_\t_")
            lines += [""] if words else []
    scores = conllu_scores(data / f"{part}.conllu", "\n".join(lines) + "\n", ("Tokens", "Sentences", "Words", "UPOS"))
    return {f"{part} raw": scores}


def gold_names(sentences: list[list[dict[str, str]]]) -> set[Entity]:
    """Entities of the JSON the NER training reads."""
    found: list[Entity] = []
    for n, sentence in enumerate(sentences):
        for i, word in enumerate(sentence):
            mark, _, kind = word["ner"].partition("-")
            if mark == "B":
                found.append((n, i, i + 1, kind))
            elif mark == "I":
                found[-1] = (n, found[-1][1], i + 1, kind)
    return set(found)


def stanza_names(pipeline: Any, sentences: list[list[str]]) -> set[Entity]:
    """Entities our models find in gold tokens."""
    from stanza import Document

    words = [[{"id": i + 1, "text": word} for i, word in enumerate(s)] for s in sentences]
    document = pipeline.processors["ner"].process(Document(words))
    return {
        (n, entity.tokens[0].id[0] - 1, entity.tokens[-1].id[0], entity.type)
        for n, sentence in enumerate(document.sentences)
        for entity in sentence.ents
    }


def spacy_names(nlp: Any, sentences: list[list[str]]) -> set[Entity]:
    """Entities a spaCy model finds in gold tokens."""
    from spacy.tokens import Doc

    docs = (Doc(nlp.vocab, words=words) for words in sentences)
    return {(n, entity.start, entity.end, entity.label_) for n, doc in enumerate(nlp.pipe(docs)) for entity in doc.ents}


def normal(entities: Iterable[Entity], sentences: list[list[str]]) -> set[Entity]:
    """Comparable entities: three types, no leading article."""
    out = set()
    for n, start, end, kind in entities:
        kind = SAME_NAME.get(kind.upper(), kind.upper())
        start += sentences[n][start].lower() == "the" and start + 1 < end
        if kind in NAMES:
            out.add((n, start, end, kind))
    return out


def name_scores(find: Callable[[list[list[str]]], set[Entity]], path: Path) -> Scores:
    """F1 in percent, overall and by type."""
    data = json.loads(path.read_text(encoding="utf-8"))
    words = [[word["text"] for word in sentence] for sentence in data]
    gold, found = normal(gold_names(data), words), normal(find(words), words)
    right, wanted, given = (Counter(e[3] for e in group) for group in (gold & found, gold, found))

    def f1(kinds: Iterable[str]) -> float:
        total = sum(wanted[k] + given[k] for k in kinds)
        return round(200 * sum(right[k] for k in kinds) / total, 1) if total else 0.0

    return {"all": f1(NAMES), **{kind: f1([kind]) for kind in NAMES}, "names": float(len(gold))}


def score_all(parse: Any, names: Any, model: Any, data: Path, parts: list[str]) -> dict[str, Scores]:
    """All scores of one model."""
    scores: dict[str, Scores] = {}
    for part in parts:
        if (data / f"{part}.conllu").exists():
            scores |= parse(model, data, part)
        if (data / f"ner.{part}.json").exists():
            scores[f"{part} names"] = name_scores(lambda words: names(model, words), data / f"ner.{part}.json")
    return scores


def main() -> None:
    """Score one or more model folders and print a JSON line per score."""
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("data", type=Path, help="folder that prepare.py wrote")
    args.add_argument("--models", type=Path, default=Path("quotes/models/en"))
    args.add_argument("--parts", nargs="+", default=["test", "news"])
    args.add_argument("--spacy", help="name of an installed spaCy model to score too")
    args.add_argument("--out", type=Path, help="write the scores here too")
    o = args.parse_args()
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from quotes.parser.stanza_pipeline import load_pipeline

    scores = {"onrecord": score_all(parse_scores, stanza_names, load_pipeline(str(o.models)), o.data, o.parts)}
    if o.spacy:
        import spacy

        scores[o.spacy] = score_all(spacy_scores, spacy_names, spacy.load(o.spacy), o.data, o.parts)
    for model, parts in scores.items():
        for part, values in parts.items():
            print(f"{model:10} {part:18} " + "  ".join(f"{name} {value:g}" for name, value in values.items()))
    if o.out:
        o.out.write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
