"""Stance rows against gold: who, in which statement, is for or against what.

A row is (holder, target, polarity), in one statement of an article. A predicted row is right when a gold row
not yet found has

    the same holder      the same names, or nobody known on both sides
    the same statement   contents and cues that share a word: a row must not be lost or found twice because a
                         quotation was cut in another place
    the same polarity    "for the end of X" is "against X"
    the same target      strict: the same words but for function words, or one name holds the other as whole
                         words ("dam", "Kerrow dam"); lenient: the head nouns are the same too ("Velmark's
                         strike", "the strike on Port Aurel"), or the words that stand for the target in the
                         statement have it ("the project", where gold knows it is the Kerrow dam)

The strict figure asks that the target is told by its name; the lenient one that a reader of the statement
would agree. Rows are matched one to one, equal names first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onrecord.evaluation.alignment import FUNCTION_WORDS, Aligned
from onrecord.evaluation.annotations import Annotation
from onrecord.evaluation.scores import Comparison, Count
from onrecord.evaluation.tokens import WORD, Positions

DETERMINERS = re.compile(r"^(?:(?:the|an?|this|that|these|those|his|her|its|their|our|my|your)\s+)+")
ENDS = re.compile(r"(?:\w+ )?(?:end|ending|halt|stop|cessation|lifting|withdrawal|abolition|repeal) (?:of|to) (?=\w)")
PREPOSITION = re.compile(r"\s+(?:of|on|in|at|to|for|from|by|with|against|about|over|between|that|who|which)\s")


@dataclass(frozen=True, slots=True)
class StanceRow:
    """One stance as the scorer sees it; ``words`` stand for the target in the statement, "" if unknown."""

    holders: frozenset[str] | None
    target: str
    polarity: int
    words: str
    place: Positions


def stance_rows(measured: Iterable[Aligned]) -> list[StanceRow]:
    """Return the rows for or against something of an article's statements, each once per statement."""
    found = []
    for m in measured:
        names = m.annotation.speakers
        holders = None if names is None else frozenset(normalised_name(s.name) for s in names)
        place = m.content | m.cue
        found += [
            StanceRow(holders, *normalised_target(target, polarity), normalised_name(words), place)
            for target, polarity, words in polar_stances(m.annotation)
        ]
    return found


def polar_stances(annotation: Annotation) -> list[tuple[str, int, str]]:
    """Return (target, polarity, words) of what the annotation is for or against, each target once."""
    sides = {(normalised_name(s[0]), s[1]): s for s in annotation.stances if s[1]}
    return [(target, polarity, s[2] if len(s) > 2 else "") for (target, polarity), s in sides.items()]


def count_stances(comparisons: Iterable[Comparison], lenient: bool = False, named: bool = False) -> Count:
    """Count rows; those of statements that were not found are missed, those of invented ones wrong.

    ``named`` leaves out rows, gold or predicted, whose holder is open: they are in no comparison of officials.
    """
    right = predicted = gold = 0
    for comparison in comparisons:
        golden, found = stance_rows(comparison.gold), stance_rows(comparison.predicted)
        if named:
            golden, found = ([row for row in rows if row.holders] for rows in (golden, found))
        gold, predicted = gold + len(golden), predicted + len(found)
        right += len(match_rows(golden, found, lenient))
    return Count(right, predicted, right, gold)


def match_rows(gold: list[StanceRow], predicted: list[StanceRow], lenient: bool = False) -> list[tuple[int, int]]:
    """Return index pairs of rows that agree, the best first: equal names, then names in one another."""
    candidates = []
    for g, expected in enumerate(gold):
        for p, found in enumerate(predicted):
            if agreement := _agreement(expected, found, lenient):
                candidates.append((-agreement, -len(expected.place & found.place), g, p))
    chosen: list[tuple[int, int]] = []
    for _, _, g, p in sorted(candidates):
        if all(g != g2 and p != p2 for g2, p2 in chosen):
            chosen.append((g, p))
    return chosen


def _agreement(gold: StanceRow, predicted: StanceRow, lenient: bool) -> int:
    """Return 3 for equal targets, 2 for one in the other, 1 for leniently the same, 0 for another row."""
    if gold.polarity != predicted.polarity or not gold.place & predicted.place:
        return 0
    if None not in (gold.holders, predicted.holders) and gold.holders != predicted.holders:
        return 0
    if _content_words(gold.target) == _content_words(predicted.target):
        return 3
    if same_target(gold.target, predicted.target):
        return 2
    heads = {head_noun(gold.target), *({head_noun(gold.words)} - FUNCTION_WORDS)} - {""}
    return int(lenient and head_noun(predicted.target) in heads)


def normalised_target(target: str, polarity: int) -> tuple[str, int]:
    """Return a target in plain form and its polarity, "for the end of X" as "against X"."""
    name = normalised_name(target)
    rest = ENDS.sub("", name, count=1) if ENDS.match(name) else name
    return (normalised_name(rest), -polarity) if rest != name else (name, polarity)


def normalised_name(name: str) -> str:
    """Return a name in lower case with straight apostrophes, without what determines it."""
    return DETERMINERS.sub("", " ".join(name.casefold().replace("’", "'").split()))


def head_noun(phrase: str) -> str:
    """Return the head noun of an English noun phrase: the last word before its first preposition."""
    words = WORD.findall(PREPOSITION.split(phrase, maxsplit=1)[0])
    return words[-1].removesuffix("'s") if words else ""


def same_target(one: str, other: str) -> bool:
    """Return whether two plain names are equal, or one contains the other as whole words."""
    if not one or not other:
        return one == other
    shorter, longer = sorted((one, other), key=len)
    return re.search(rf"(?<!\w){re.escape(shorter)}(?!\w)", longer) is not None


def _content_words(name: str) -> list[str]:
    return list(_listed(name)) or [name]


def _listed(name: str) -> Iterator[str]:
    return (word for word in WORD.findall(name) if word not in FUNCTION_WORDS)
