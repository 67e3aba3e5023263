"""Speakers, roles and stances of predictions whose content is right: the second half of the score.

Names are compared after simple normalisation only: a speaker under another name is another speaker.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from attribution.annotations import Annotation, NamedSpeaker
from attribution.measured import FUNCTION_WORDS
from attribution.score import Comparison, Count
from attribution.words import WORD

DETERMINERS = re.compile(r"^(?:(?:the|an?|this|that|these|those|his|her|its|their|our|my|your)\s+)+")

Stances = tuple[tuple[str, int], ...]


class Verdicts(NamedTuple):
    """How many answers are right, how many wrong, and how many were left open where gold has one."""

    right: int
    wrong: int
    open: int

    @property
    def accuracy(self) -> float:
        """Share of right answers among all that were asked; 0 without any."""
        return self.right / sum(self) if sum(self) else 0.0

    @property
    def precision(self) -> float:
        """Share of right answers among those given; 0 without any."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0


def judge_speakers(comparisons: Iterable[Comparison]) -> Verdicts:
    """Judge the speakers of paired annotations, joint speakers as sets: part of them is wrong.

    No speaker is right where gold, too, says that nobody knows.
    """
    verdicts: Counter[str] = Counter()
    for gold, predicted in _paired(comparisons):
        if gold.speakers is not None:
            wanted, given = _names(gold), _names(predicted)
            verdicts["right" if wanted == given else "wrong" if given else "open"] += 1
    return _verdicts(verdicts)


def judge_roles(comparisons: Iterable[Comparison]) -> Verdicts:
    """Judge the roles of gold speakers that have one and were found: title and organisation must agree.

    They do when the words agree but for function words: “Ostreva’s foreign minister”, “the foreign minister
    of Ostreva”.
    """
    verdicts: Counter[str] = Counter()
    for gold, predicted in _paired(comparisons):
        given = {plain(speaker.name): speaker for speaker in predicted.speakers or ()}
        for speaker in gold.speakers or ():
            found = given.get(plain(speaker.name))
            if speaker.roles and found:
                verdicts[_role_verdict(speaker, found)] += 1
    return _verdicts(verdicts)


def count_stances(comparisons: Iterable[Comparison]) -> Count:
    """Count stances for or against something; right are those of the same polarity on the same target.

    Those of annotations that were not found count as missed, those of invented ones as wrong.
    """
    right = predicted = gold = 0
    for comparison in comparisons:
        gold += sum(len(polar(m.annotation)) for m in comparison.gold)
        predicted += sum(len(polar(m.annotation)) for m in comparison.predicted)
        right += sum(_same_stances(polar(g), polar(p)) for g, p in _paired([comparison]))
    return Count(right, predicted, right, gold)


def polar(annotation: Annotation) -> Stances:
    """Return the stances for or against something, each once, whoever of joint speakers holds it."""
    return tuple(dict.fromkeys((plain(t), polarity) for t, polarity in annotation.stances if polarity))


def plain(name: str) -> str:
    """Return a name in lower case with straight apostrophes, without what determines it."""
    return DETERMINERS.sub("", " ".join(name.casefold().replace("’", "'").split()))


def same_target(one: str, other: str) -> bool:
    """Return whether two plain names are equal, or one contains the other as whole words."""
    if not one or not other:
        return one == other
    shorter, longer = sorted((one, other), key=len)
    return re.search(rf"(?<!\w){re.escape(shorter)}(?!\w)", longer) is not None


def _paired(comparisons: Iterable[Comparison]) -> Iterator[tuple[Annotation, Annotation]]:
    for c in comparisons:
        for pair in c.pairs:
            yield c.gold[pair.gold].annotation, c.predicted[pair.predicted].annotation


def _names(annotation: Annotation) -> set[str]:
    return {plain(speaker.name) for speaker in annotation.speakers or ()}


def _verdicts(counted: Counter[str]) -> Verdicts:
    return Verdicts(counted["right"], counted["wrong"], counted["open"])


def _role_verdict(gold: NamedSpeaker, predicted: NamedSpeaker) -> str:
    if not predicted.roles:
        return "open"
    wanted = {_role_words(role) for role in gold.roles}
    return "right" if wanted & {_role_words(role) for role in predicted.roles} else "wrong"


def _role_words(role: str) -> frozenset[str]:
    words = (match[0].removesuffix("'s") for match in WORD.finditer(plain(role)))
    return frozenset(words) - FUNCTION_WORDS


def _same_stances(gold: Stances, predicted: Stances) -> int:
    """Return how many stances agree, one to one, equal targets before those that contain each other."""
    waiting = list(predicted)
    right = 0
    for target, polarity in sorted(gold, key=lambda stance: stance not in predicted):
        same = [s for s in waiting if s[1] == polarity and same_target(target, s[0])]
        if same:
            waiting.remove((target, polarity) if (target, polarity) in same else same[0])
            right += 1
    return right
