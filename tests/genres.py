"""Speakers in articles of many genres: right, wrong and open for each article of one half of ``tests/gold/genres``.

    python -m tests.genres dev              what rules may be made on
    python -m tests.genres unseen           what they are measured on
    python -m tests.genres dev --errors     also the statements with a wrong or no speaker, and those not found

An article is read with the title and the date that the reader of text files finds. The parses are frozen: see
``tests/frozen.py``.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from attribution.analyze import analyze
from attribution.json_format import to_json
from onrecord.evaluation.annotations import AnnotatedArticle, Annotation, from_contract
from onrecord.evaluation.corpora import read_corpus
from onrecord.evaluation.scores import Comparison, score_corpus
from onrecord.evaluation.speakers import AnswerCounts, score_speakers
from onrecord.evaluation.stances import normalised_name
from quotes.readers.dates import date_in_name
from quotes.readers.metadata import title_of
from quotes.types import Article
from tests import ROOT
from tests.frozen import frozen

GENRES = ROOT / "tests/gold/genres"
HALVES = ("dev", "unseen", "second_dev", "second_unseen")


class ArticleScore(NamedTuple):
    """What one article reached: how many statements it has, how many of them were found, and their speakers."""

    id: str
    genre: str
    statements: int
    speakers: AnswerCounts
    comparison: Comparison


def scores(half: str) -> Iterator[ArticleScore]:
    """Yield the scores of the articles of one half."""
    path = GENRES / f"{half}.jsonl"
    genres = {record["id"]: record["genre"] for record in map(json.loads, path.read_text("utf-8").splitlines())}
    for id, gold in read_corpus(str(path), [str(GENRES / half)]).items():
        comparison = _compared(id, gold)
        yield ArticleScore(id, genres[id], len(gold.annotations), score_speakers([comparison]), comparison)


def _compared(id: str, gold: AnnotatedArticle) -> Comparison:
    article = Article(id, gold.text, title=title_of(gold.text), published=date_in_name(id))
    found = from_contract(to_json(analyze(article, frozen(gold.text))))
    return score_corpus({id: gold}, {id: found}).comparisons[id]


def total(half: str) -> AnswerCounts:
    """Return the speakers of all articles of one half."""
    counted: Counter[str] = Counter()
    for score in scores(half):
        counted.update(score.speakers._asdict())
    return AnswerCounts(counted["right"], counted["wrong"], counted["open"])


def _faults(score: ArticleScore, text: str) -> Iterator[str]:
    comparison = score.comparison
    found = {pair.gold: comparison.predicted[pair.predicted].annotation for pair in comparison.pairs}
    for k, view in enumerate(comparison.gold):
        wanted, given = view.annotation, found.get(k)
        who = _names(wanted)
        if given is None or _names(given) != who:
            answer = "not found" if given is None else ", ".join(sorted(_names(given))) or "open"
            words = " … ".join(span.of(text) for span in wanted.content)
            source = " ".join(span.of(text) for span in wanted.source)
            yield f"    {answer} instead of {', '.join(sorted(who)) or 'nobody'}: [{source}] {words[:90]}"


def _names(annotation: Annotation) -> set[str]:
    return {normalised_name(speaker.name) for speaker in annotation.speakers or ()}


def main() -> None:
    """Print a line for each article and one for all."""
    parser = argparse.ArgumentParser(description="Speakers in the annotated articles of many genres.")
    parser.add_argument("half", choices=HALVES)
    parser.add_argument("--errors", action="store_true", help="show each statement that is not right")
    arguments = parser.parse_args()
    sums: Counter[str] = Counter()
    for score in scores(arguments.half):
        right, wrong, left_open = score.speakers
        print(f"{score.genre:<20}{right:4} right{wrong:4} wrong{left_open:4} open, of {score.statements:3} statements")
        if arguments.errors:
            text = (GENRES / arguments.half / f"{score.id}.txt").read_bytes().decode("utf-8")
            print("\n".join(_faults(score, text)))
        sums.update(statements=score.statements, **score.speakers._asdict())
    asked = sums["right"] + sums["wrong"] + sums["open"]
    shares = ", ".join(f"{name} {100 * sums[name] / asked:.1f} %" for name in ("right", "wrong", "open"))
    print(f"all: {asked} of {sums['statements']} statements found; {shares}")


if __name__ == "__main__":
    main()
