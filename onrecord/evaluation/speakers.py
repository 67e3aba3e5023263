"""Speakers and roles of predictions whose content is right: the second half of the score.

Names are compared after simple normalisation only: a speaker under another name is another speaker.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from onrecord.evaluation.alignment import FUNCTION_WORDS
from onrecord.evaluation.annotations import Annotation, NamedSpeaker
from onrecord.evaluation.scores import Comparison
from onrecord.evaluation.stances import plain
from onrecord.evaluation.tokens import WORD


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
