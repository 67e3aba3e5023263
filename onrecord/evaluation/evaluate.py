"""Predictions against what people annotated, from files to figures: what ``onrecord evaluate`` runs.

``evaluate_corpus`` scores attributions, ``evaluate_polarity`` the polarity toward given targets. Both return values
with ``to_text()`` for people and ``to_dict()`` for programs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.evaluation import polarity_corpora as polarity
from onrecord.evaluation.annotations import Corpus, Predictions, from_contract, read_predictions
from onrecord.evaluation.corpora import read_corpus
from onrecord.evaluation.errors import Error, worst_errors
from onrecord.evaluation.report import as_json, as_text
from onrecord.evaluation.scores import Scores, score_corpus
from quotes.readers import Failure
from quotes.types import Article


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How predictions compare with a gold standard.

    ``scores_on_gold_quotes`` are the scores of stance by itself, where gold's quotations and speakers were given; None
    where they were not computed. ``failures`` are articles that could not be analysed: they count as missed.
    """

    corpus: Corpus
    scores: Scores
    scores_on_gold_quotes: Scores | None = None
    failures: tuple[Failure, ...] = ()

    def worst_errors(self, number: int) -> list[Error]:
        """Return up to ``number`` misses, inventions and wrong sources each, the worst first."""
        return worst_errors(self.scores, self.corpus, number)

    def to_text(self, errors: int = 0) -> str:
        """Return the scores as tables, with so many of the worst errors of each sort."""
        return as_text(self.scores, self.worst_errors(errors), self.scores_on_gold_quotes)

    def to_dict(self, errors: int = 0) -> dict[str, Any]:
        """Return the same as JSON-ready values."""
        return as_json(self.scores, self.worst_errors(errors), self.scores_on_gold_quotes)


def evaluate_corpus(
    gold: str, predictions: str | None = None, *, texts: Sequence[str] = (), bootstrap: int = 0,
    textacy: bool = False, model: str | None = None, rules: bool = False,
) -> Evaluation:  # fmt: skip
    """Score predictions against attributions annotated by hand.

    ``gold`` and ``texts`` are as ``read_corpus`` takes them; ``predictions`` is a file that ``onrecord extract``
    printed. Without it the articles are analysed now, by onrecord or (``textacy``) by textacy's
    ``direct_quotations``; ``model`` and ``rules`` are as in ``onrecord.Pipeline``. ``bootstrap`` is the number of
    samples behind the intervals of F1, 0 for none. Raises ``CorpusError`` for files that cannot be used.
    """
    corpus = read_corpus(gold, texts)
    if predictions:
        return Evaluation(corpus, score_corpus(corpus, read_predictions(predictions, corpus), bootstrap))
    found, on_gold, failures = _analyse_corpus(corpus, textacy, model, rules)
    return Evaluation(
        corpus, score_corpus(corpus, found, bootstrap), score_corpus(corpus, on_gold) if on_gold else None, failures
    )


def _analyse_corpus(
    corpus: Corpus, textacy: bool, model: str | None, rules: bool
) -> tuple[Predictions, Predictions, tuple[Failure, ...]]:
    """Return the annotations found in the articles, those found with gold's quotations, and what failed."""
    from onrecord.evaluation.gold_quotes import analyse_twice
    from onrecord.evaluation.textacy_baseline import analyse_with_textacy
    from onrecord.pipeline import Pipeline

    on_gold: Predictions = {}
    analyse = analyse_with_textacy if textacy else analyse_twice(corpus, on_gold, rules)
    articles = (Article(id, article.text) for id, article in corpus.items())
    results = list(Pipeline(model, rules, analyse=analyse)(articles))
    failures = tuple(result for result in results if isinstance(result, Failure))
    found = {r.id: from_contract(r.to_dict()) for r in results if not isinstance(r, Failure)}
    return found, on_gold, failures


@dataclass(frozen=True, slots=True)
class PolarityEvaluation:
    """The measures of each system on a corpus of polarity; VADER's are missing where it is not installed."""

    items: int
    systems: dict[str, polarity.ClassScores]

    def to_text(self) -> str:
        """Return the measures as a table."""
        missing = "" if VADER in self.systems else "\nVADER is not installed: pip install vaderSentiment"
        return polarity.as_table(self.systems.items(), self.items) + missing

    def to_dict(self) -> dict[str, Any]:
        """Return the same as JSON-ready values, shares with four decimals."""
        systems = {name: {k: round(v, 4) for k, v in s._asdict().items()} for name, s in self.systems.items()}
        return {"questions": self.items, "systems": systems}


VADER = "VADER, whole text"


def evaluate_polarity(path: str | Path, *, model: str | None = None, rules: bool = False) -> PolarityEvaluation:
    """Score the polarity toward the targets of NewsMTSC or DSE, beside the commonest class and VADER.

    Raises ``CorpusError`` for a line that cannot be read.
    """
    from onrecord.targeted import PolarityRequest, judge_requests

    items = polarity.read_polarity_items(Path(path))
    requests = (PolarityRequest(item.id, item.text, item.target, item.holder) for item in items)
    judged = [verdict for _, verdict in judge_requests(requests, model, rules)]
    answers = [(verdict.polarity, verdict.score) if verdict else (0, 0.0) for verdict in judged]
    gold, predicted = polarity.gold_and_predicted_classes(items, answers)
    systems = {
        "onrecord, frames alone" if rules else "onrecord": polarity.score_classes(gold, predicted),
        "majority class": polarity.score_classes(gold, polarity.majority_class(gold)),
    }
    if (vader := polarity.vader_polarities(items)) is not None:
        systems[VADER] = polarity.score_classes(*polarity.gold_and_predicted_classes(items, vader))
    return PolarityEvaluation(len(gold), systems)
