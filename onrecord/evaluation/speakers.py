"""Speakers and roles of predictions whose content is right: the second half of the score.

Names are compared after simple normalisation only: a speaker under another name is another speaker.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from onrecord.evaluation.alignment import FUNCTION_WORDS
from onrecord.evaluation.annotations import AnnotatedSpeaker, Annotation
from onrecord.evaluation.scores import Comparison
from onrecord.evaluation.stances import normalised_name
from onrecord.evaluation.tokens import WORD


class AnswerCounts(NamedTuple):
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


def score_speakers(comparisons: Iterable[Comparison]) -> AnswerCounts:
    """Judge the speakers of paired annotations, joint speakers as sets: part of them is wrong.

    No speaker is right where gold, too, says that nobody knows.
    """
    outcomes: Counter[str] = Counter()
    for gold, predicted in _paired(comparisons):
        if gold.speakers is not None:
            wanted, found = _names(gold), _names(predicted)
            outcomes["right" if wanted == found else "wrong" if found else "open"] += 1
    return _answer_counts(outcomes)


def score_roles(comparisons: Iterable[Comparison]) -> AnswerCounts:
    """Judge the roles of gold speakers that have one and were found: title and organisation must agree.

    They do when the words agree but for function words: “Ostreva’s foreign minister”, “the foreign minister
    of Ostreva”.
    """
    outcomes: Counter[str] = Counter()
    for gold, predicted in _paired(comparisons):
        by_name = {normalised_name(speaker.name): speaker for speaker in predicted.speakers or ()}
        for speaker in gold.speakers or ():
            found = by_name.get(normalised_name(speaker.name))
            if speaker.roles and found:
                outcomes[_role_outcome(speaker, found)] += 1
    return _answer_counts(outcomes)


def _paired(comparisons: Iterable[Comparison]) -> Iterator[tuple[Annotation, Annotation]]:
    for c in comparisons:
        for pair in c.pairs:
            yield c.gold[pair.gold].annotation, c.predicted[pair.predicted].annotation


def _names(annotation: Annotation) -> set[str]:
    return {normalised_name(speaker.name) for speaker in annotation.speakers or ()}


def _answer_counts(counted: Counter[str]) -> AnswerCounts:
    return AnswerCounts(counted["right"], counted["wrong"], counted["open"])


def _role_outcome(gold: AnnotatedSpeaker, predicted: AnnotatedSpeaker) -> str:
    if not predicted.roles:
        return "open"
    wanted = {_role_words(role) for role in gold.roles}
    return "right" if wanted & {_role_words(role) for role in predicted.roles} else "wrong"


def _role_words(role: str) -> frozenset[str]:
    words = (match[0].removesuffix("'s") for match in WORD.finditer(normalised_name(role)))
    return frozenset(words) - FUNCTION_WORDS
