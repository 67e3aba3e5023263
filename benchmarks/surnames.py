"""Are people of one surname told apart? Short generated articles with couples, siblings, parents and namesakes.

    python -m benchmarks.surnames [--articles 300] [--seed 1] [--wrong 10]

Each article is made from one of the patterns below with names, places and remarks drawn at random, so that its speakers
are known without reading it. Of each statement found, the speaker is right (the name expected), open (nobody named) or
wrong (anybody else). Where the words leave two people possible, nobody is expected, and any name of the two is wrong.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from attribution.types import Analysis
from onrecord.pipeline import Pipeline
from quotes.types import Article

MEN = ["Peter", "Robert", "Thomas", "Martin", "David", "George", "Henry", "Paul", "Simon", "Victor"]
WOMEN = ["Anna", "Helen", "Laura", "Maria", "Susan", "Alice", "Clara", "Emma", "Julia", "Ruth"]
SURNAMES = ["Harlow", "Brandt", "Kessel", "Moreau", "Tolland", "Vance", "Lindqvist", "Ashby", "Corrigan", "Weller"]
TOWNS = ["Halm", "Brenna", "Karsk", "Oslund", "Stenhaven", "Ostport"]
OFFICES = ["President", "Prime Minister", "Governor", "Mayor", "Senator", "Chancellor"]
REMARKS = [
    "the bridge will open in May", "the harbour needs new cranes", "nobody will lose a job", "the tax is too high",
    "the talks have failed", "the school must stay open", "the river is clean again", "the budget will be balanced",
    "the road is not safe", "the law protects tenants", "the ferry will run on Sundays", "the vote was fair",
]  # fmt: skip
PATTERNS: dict[str, tuple[str, ...]] = {
    "couple, honorifics": (
        "{office} {man} {surname} and his wife, {woman} {surname}, came to {town} on Monday.",
        "“{0},” Mr. {surname} said.|{man} {surname}",
        "Mrs. {surname} said {1}.|{woman} {surname}",
        "“{2},” he said.|{man} {surname}",
    ),
    "couple, the office holder by surname alone": (
        "{office} {surname} came to {town} on Monday with his wife, {woman} {surname}.",
        "“{0},” {office} {surname} said.|{surname}",
        "“{1},” {surname} told reporters.|{surname}",
        "He added that {2}.|{surname}",
    ),
    "couple, the spouse once": (
        "{office} {surname} said on Monday that {0}.|{surname}",
        "“{1},” {surname} told a crowd in {town}.|{surname}",
        "{woman} {surname}, the {office_lower}’s wife, was not there.",
        "“{2},” {surname} said later.|{surname}",
    ),
    "couple, both speak": (
        "{office} {man} {surname} said on Monday that {0}.|{man} {surname}",
        "“{1},” his wife, {woman} {surname}, said in {town}.|{woman} {surname}",
        "“{2},” she said.|{woman} {surname}",
        "{man} {surname} said {3}.|{man} {surname}",
    ),
    "siblings with offices": (
        "{woman} {surname}, the mayor of {town}, and her brother {man} {surname}, a banker, disagree.",
        "“{0},” the mayor said.|{woman} {surname}",
        "“{1},” {man} {surname} said.|{man} {surname}",
        "“{2},” she said.|{woman} {surname}",
    ),
    "brothers, surname alone": (
        "{man} {surname}, a lawyer, and his brother {other} {surname}, a doctor, met in {town} on Monday.",
        "“{0},” {surname} said.|",
        "“{1},” {other} {surname} said.|{other} {surname}",
        "“{2},” {man} {surname} said.|{man} {surname}",
    ),
    "given names": (
        "{man} {surname} and his sister, {woman} {surname}, own the mill in {town}.",
        "“{0},” {man} said.|{man} {surname}",
        "“{1},” {woman} said.|{woman} {surname}",
    ),
    "namesakes with titles": (
        "{office} {man} {surname} spoke in {town} on Monday. Judge {woman} {surname}, no relation of his, listened.",
        "“{0},” {office} {surname} said.|{man} {surname}",
        "“{1},” Judge {surname} said.|{woman} {surname}",
    ),
    "father and son": (
        "{man} {surname}, once the leader of the party, stood beside his son, {office} {other} {surname}, in {town}.",
        "“{0},” {office} {surname} said.|{other} {surname}",
        "“{1},” {man} {surname} said.|{man} {surname}",
    ),
    "a stranger of the surname": (
        "{office} {surname} visited {town} on Monday.",
        "“{0},” {surname} said.|{surname}",
        "{woman} {surname}, a teacher who shares the name, disagreed: “{1}.”|{woman} {surname}",
        "{office} {surname} said {2}.|{surname}",
    ),
}


class Expected(NamedTuple):
    """A statement by its words, and its speaker: "" where nobody can be told."""

    words: str
    speaker: str


def make(number: int, seed: int) -> tuple[str, Article, list[Expected]]:
    """Return the pattern, the article and the statements of one number."""
    draw = random.Random(f"{seed} {number}")
    pattern = list(PATTERNS)[number % len(PATTERNS)]
    man, other = draw.sample(MEN, 2)
    office = draw.choice(OFFICES)
    values = {
        "man": man, "other": other, "woman": draw.choice(WOMEN), "surname": draw.choice(SURNAMES),
        "town": draw.choice(TOWNS), "office": office, "office_lower": office.lower(),
    }  # fmt: skip
    remarks = draw.sample(REMARKS, 4)
    sentences, expected = [], []
    for line in PATTERNS[pattern]:
        sentence, bar, speaker = line.partition("|")
        said = next((i for i in range(4) if f"{{{i}}}" in sentence), None)
        shown = [r[0].upper() + r[1:] if sentence.startswith("“") or ": “" in sentence else r for r in remarks]
        sentences.append(sentence.format(*shown, **values).strip())
        if bar and said is not None:
            expected.append(Expected(remarks[said], speaker.format(**values)))
    return pattern, Article(f"{number}", " ".join(sentences) + "\n"), expected


def judged(analysis: Analysis, expected: list[Expected]) -> Iterator[tuple[str, Expected, list[str]]]:
    """Yield "right", "open", "wrong" or "missed" for each statement expected, with the names found."""
    text = analysis.article.text
    for statement in expected:
        found = [
            a for a in analysis.attributions
            if statement.words.lower() in " ".join(span.of(text) for span in a.quote.content).lower()
        ]  # fmt: skip
        names = [analysis.entities[s.entity].name for a in found[:1] for s in a.speakers]
        if not found:
            yield "missed", statement, names
        elif names == ([statement.speaker] if statement.speaker else []):
            yield "right", statement, names
        else:
            yield ("wrong" if names else "open"), statement, names


def main() -> None:
    """Print how many speakers are right, open and wrong, by pattern."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wrong", type=int, default=0, metavar="N", help="show so many wrong ones")
    given = parser.parse_args()
    made = [make(number, given.seed) for number in range(given.articles)]
    totals: dict[str, Counter[str]] = {pattern: Counter() for pattern in [*PATTERNS, "all"]}
    shown = 0
    for (pattern, article, expected), analysis in zip(made, Pipeline()([m[1] for m in made]), strict=True):
        for outcome, statement, names in judged(analysis, expected):
            totals[pattern][outcome] += 1
            totals["all"][outcome] += 1
            if outcome == "wrong" and shown < given.wrong:
                shown += 1
                print(f"{article.text.strip()}\n  “{statement.words}”: {names}, not {statement.speaker or 'anybody'}\n")
    for pattern, counts in totals.items():
        n = counts.total()
        shares = (f"{k} {counts[k]:4d} ({100 * counts[k] / n:5.1f} %)" for k in ("right", "open", "wrong", "missed"))
        print(f"{pattern:<44}{'  '.join(shares)}")


if __name__ == "__main__":
    main()
