"""An article's rows are its own: alone or in any company, in any order, by any number of processes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from benchmarks.hostile import SHAPES
from onrecord.pipeline import Pipeline
from quotes.readers import read
from quotes.types import Article
from tests import ROOT

WHO = (
    "Ilse Marrend, Ostreva’s energy minister,", "the harbour board", "Tomas Verrin, the president,", "local officials",
    "Selma Tarrow, a spokeswoman for the Velmark army,", "the ministry of trade", "Jonas Vell", "she", "he",
)  # fmt: skip
SAID = ("said", "told reporters", "warned", "has long argued", "added on Monday")
WHAT = (
    "the dam would never stand", "Kardania had broken the truce", "no ship had left Port Aurel since March",
    "the new tax was “a disgrace”", "it would support the accord with Norland", "prices would fall, as promised",
)  # fmt: skip
QUOTED = ("We will not sign.", "It is over, and they know it", "Who asked us?", "Ostreva must pay for this")
PLAIN = ("The talks went on for a third day.", "Rain delayed the vote.", "Mr Verrin, 61, took office in 2029.")
HOSTILE = ("one long word", "marks of all kinds", "many titles", "opening marks", "initials", "that said that")


def written(chance: random.Random) -> str:
    """Return a text of a few sentences."""

    def sentence() -> str:
        who, said, what = chance.choice(WHO), chance.choice(SAID), chance.choice(WHAT)
        who = who[0].upper() + who[1:]
        return chance.choice([
            f"{who} {said} that {what}.", f"“{chance.choice(QUOTED)},” {who.rstrip(',')} said.", chance.choice(PLAIN),
            f"According to {chance.choice(WHO).rstrip(',')}, {what}.",
        ])  # fmt: skip

    return "\n\n".join(" ".join(sentence() for _ in range(chance.randint(1, 4))) for _ in range(chance.randint(1, 4)))


def articles(count: int) -> Iterator[Article]:
    """Yield examples and texts made by chance."""
    chance = random.Random(7)
    known = [item for item in read([str(ROOT / "examples")]) if isinstance(item, Article)]
    yield from known[: count // 4]
    for number in range(count - min(count // 4, len(known))):
        yield Article(f"made-{number}", written(chance))


def neighbours() -> list[Article]:
    """Return articles that nobody wants beside their own: a token of 1,000 é among them."""
    return [Article(f"hostile-{name}", SHAPES[name](1000)) for name in HOSTILE]


@cache
def pipeline() -> Pipeline:
    return Pipeline()


def _analysed(result: Any) -> Any:
    """Return a result; hostile articles, too, are analysed."""
    assert hasattr(result, "analysis"), result
    return result


def differing(count: int, workers: int = 1) -> tuple[int, list[str]]:
    """Return how many articles were compared, and those that read otherwise alone than in company."""
    chance = random.Random(8)
    wanted = list(articles(count))
    alone: dict[str, Any] = {one.id: next(pipeline()([one])) for one in wanted}
    company = [*wanted, *neighbours() * max(1, count // 40)]
    chance.shuffle(company)
    together = (Pipeline(workers=workers) if workers > 1 else pipeline())(company)
    found: dict[str, Any] = {one.id: one for one in map(_analysed, together) if one.id in alone}
    return len(alone), [id for id, one in found.items() if one.analysis != alone[id].analysis]


@pytest.mark.model
def test_rows_do_not_depend_on_neighbours() -> None:
    tried, wrong = differing(40)
    assert tried == 40 and not wrong


@pytest.mark.model
def test_nor_on_the_number_of_processes() -> None:
    tried, wrong = differing(12, workers=2)
    assert tried == 12 and not wrong
