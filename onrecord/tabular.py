"""Results as a table: one row for each quote and stance in it."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from onrecord.results import AnalysedArticle, AttributedQuote, QuoteStance
from quotes.readers import Failure

if TYPE_CHECKING:
    from pandas import DataFrame

ARTICLE_COLUMNS = ("title", "outlet", "published", "url")
COLUMNS = (
    "article", *ARTICLE_COLUMNS, "quote", "kind", "speaker", "role", "text", "cue", "source", "start", "end",
    "confidence", "holder", "target", "target_kind", "polarity", "strength", "act", "commitment", "evidence",
    "stance_confidence",
)  # fmt: skip


def to_dataframe(results: Iterable[AnalysedArticle | Failure]) -> DataFrame:
    """Return results as a pandas ``DataFrame``: a row for each quote and stance, and one for a quote without any.

    ``article`` and ``quote`` (1 is the first of its article) together name a quote: drop their duplicates to count
    quotes. The columns are ``COLUMNS``; speakers who speak together, and their roles, are separated by "; ", and from
    ``holder`` on the columns are empty where a quote takes no stance. Failures are left out with a warning. Raises
    ``ImportError`` without pandas.
    """
    try:
        import pandas
    except ImportError:
        raise ImportError("A DataFrame needs pandas: pip install pandas.") from None
    frame = pandas.DataFrame([row for result in results for row in _rows(result)], columns=list(COLUMNS))
    return frame.astype({"quote": "Int64", "start": "Int64", "end": "Int64", "polarity": "Int64"})


def _rows(result: AnalysedArticle | Failure) -> Iterator[dict[str, Any]]:
    if isinstance(result, Failure):
        warnings.warn(f"{result.path}: {result.message}", stacklevel=4)
        return
    article = {"article": result.id, **{name: getattr(result.article, name) for name in ARTICLE_COLUMNS}}
    for number, quote in enumerate(result.quotes, 1):
        said = {**article, "quote": number, **_quote_columns(quote)}
        for stance in quote.stances:
            yield {**said, **_stance_columns(stance)}
        if not quote.stances:
            yield said


def _quote_columns(quote: AttributedQuote) -> dict[str, Any]:
    spans = quote.content.spans
    return {
        "kind": quote.kind,
        "speaker": "; ".join(speaker.name for speaker in quote.speakers) or None,
        "role": "; ".join(speaker.role for speaker in quote.speakers if speaker.role) or None,
        "text": quote.text, "cue": quote.cue.text, "source": quote.source.text,
        "start": spans[0].start, "end": spans[-1].end, "confidence": quote.confidence,
    }  # fmt: skip


def _stance_columns(stance: QuoteStance) -> dict[str, Any]:
    return {
        "holder": stance.holder.name if stance.holder else None,
        "target": stance.target.name, "target_kind": stance.target.kind, "polarity": stance.polarity,
        "strength": stance.strength, "act": stance.act, "commitment": stance.commitment,
        "evidence": stance.evidence.text, "stance_confidence": stance.confidence,
    }  # fmt: skip
