"""Who is on record saying what, in which office, about whom or what, and for or against.

    import onrecord

    for article in onrecord.read("article.txt"):
        for quote in article.quotes:
            print(quote.speaker, quote.text, quote.stances)

``docs/python.md`` shows the rest. Importing this package loads no models and none of the large libraries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onrecord.pipeline import Pipeline
from onrecord.reading import ReadError, read
from onrecord.results import AnalysedArticle, AttributedQuote, Passage, QuoteSpeaker, QuoteStance
from onrecord.saving import save
from onrecord.tabular import to_dataframe
from quotes.readers import Failure
from quotes.types import Article, Span

__all__ = [
    "AnalysedArticle",
    "Article",
    "AttributedQuote",
    "Failure",
    "Passage",
    "Pipeline",
    "QuoteSpeaker",
    "QuoteStance",
    "ReadError",
    "Span",
    "__version__",
    "read",
    "save",
    "to_dataframe",
]

if TYPE_CHECKING:
    __version__: str
    """The installed version; "unknown" in a folder that is not installed."""
else:

    def __getattr__(name: str) -> Any:
        """Look up the version when it is asked for: what reads it takes longer to import than all the above."""
        if name != "__version__":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from onrecord.version import version

        return version()
