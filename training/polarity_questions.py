"""What a larger model is asked, for ``polarity_classifier`` to learn from: names in sentences that nobody judged."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from spacy.tokens import Span as Sentence

from attribution.stance.classifier import TargetedText
from onrecord.evaluation import polarity_corpora as polarity
from quotes.parser.parse import Parser
from quotes.readers import read
from quotes.types import Article, Span

NAMES = frozenset(["PERSON", "ORG", "LOC", "NORP"])
WORDS = range(6, 81)  # of a sentence that is asked about
BESIDE = 2  # names in a sentence of NewsMTSC, beside those that people judged
PLAIN = 14_000  # sentences of plain texts
SEED = 1

Answer = tuple[float, float, float]  # how likely against, neither and for


def asked(
    newsmtsc: Sequence[polarity.PolarityItem], dse: Sequence[polarity.PolarityItem], texts: Sequence[str]
) -> list[TargetedText]:
    """Return, each once: DSE's names, others in the sentences of NewsMTSC, and one in each of some of the texts.

    ``texts`` are files and folders as ``quotes.readers`` takes them.
    """
    generator, parser = random.Random(SEED), Parser()
    judged: dict[str, list[Span]] = {}
    for question in newsmtsc:
        judged.setdefault(question.text, []).append(question.target)
    plain = [article.text for article in read(texts) if isinstance(article, Article)]
    one_each = list(_names(plain, parser, generator, 1, {}))
    found = [
        *(TargetedText(question.text, question.target) for question in dse),
        *_names(judged, parser, generator, BESIDE, judged),
        *generator.sample(one_each, min(PLAIN, len(one_each))),
    ]
    return list(dict.fromkeys(found))


def _names(
    texts: Iterable[str], parser: Parser, generator: random.Random, most: int, judged: Mapping[str, Sequence[Span]]
) -> Iterator[TargetedText]:
    """Yield questions on at most so many names in each sentence of texts, drawn at random, none that is judged."""
    for doc in parser.parse_all(Article(str(number), text) for number, text in enumerate(texts)):
        for sentence in doc.sents:
            if len(sentence) in WORDS:
                names = _spans(sentence, judged.get(doc.text, ()))
                for name in generator.sample(names, min(most, len(names))):
                    yield TargetedText(sentence.text, name)


def _spans(sentence: Sentence, judged: Sequence[Span]) -> list[Span]:
    """Return the names of a sentence as characters of it, of each name the last."""
    names = [Span(e.start_char, e.end_char) for e in sentence.ents if e.label_ in NAMES]
    free = [span for span in names if not any(span.overlaps(other) for other in judged)]
    start = sentence.start_char
    return list({s.of(sentence.doc.text): Span(s.start - start, s.end - start) for s in free}.values())


def write_told(path: Path, questions: Sequence[TargetedText], answers: Iterable[Sequence[float]]) -> None:
    """Write questions with their answers, one JSON object a line."""
    rows = ({"text": q.text, "target": q.target, "answer": a} for q, a in zip(questions, answers, strict=True))
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def read_told(path: Path) -> list[tuple[TargetedText, Answer]]:
    """Return what ``write_told`` wrote."""
    rows = map(json.loads, path.read_text(encoding="utf-8").split("\n")[:-1])
    return [(TargetedText(row["text"], Span(*row["target"])), tuple(row["answer"])) for row in rows]
