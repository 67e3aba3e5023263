"""Many articles through parser and analysis, so that one that fails never costs the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from onrecord.time_limit import OutOfTime, time_limit
from quotes.readers import Failure
from quotes.types import Article

if TYPE_CHECKING:
    from attribution.types import Analysis

BATCH_CHARACTERS = 20_000  # larger ones parse no faster, and an interrupted run loses its batch
BATCH_ARTICLES = 64


class ParsesAll(Protocol):
    """What is asked of a parser; ``quotes.parser.parse.Parser`` is the real one."""

    def parse_all(self, articles: Iterable[Article]) -> Iterator[Any]:
        """Yield one ``Doc`` per article, in order."""
        ...


Analyse = Callable[[Article, Any], Any]
"""What makes an ``Analysis`` of an article and its ``Doc``."""


def analyse_all(
    items: Iterable[Article | Failure], load: Callable[[], tuple[ParsesAll, Analyse]], timeout: float | None = None
) -> Iterator[Analysis | Failure]:
    """Yield an analysis, or a failure, for each article, in order; failures among ``items`` are passed on.

    ``load`` gives the parser and ``analyse``; it is called when the first article comes. Articles are parsed
    together in batches for speed. When a batch fails, its articles are parsed one by one to find the one at
    fault. One that takes longer than ``timeout`` seconds fails.
    """
    tools: tuple[ParsesAll, Analyse] | None = None
    for batch in batches(items):
        articles = [item for item in batch if isinstance(item, Article)]
        tools = tools or (load() if articles else None)
        results = analyse_articles(articles, *tools, timeout) if tools else iter(())
        for item in batch:
            yield item if isinstance(item, Failure) else next(results)


def analyse_articles(
    articles: list[Article], parser: ParsesAll, analyse: Analyse, timeout: float | None = None
) -> Iterator[Analysis | Failure]:
    """Yield an analysis, or a failure, for each article of one batch."""
    try:
        with time_limit(timeout):
            docs = list(parser.parse_all(articles))
    except (Exception, OutOfTime):
        for article in articles:
            yield _attempt(article, partial(_parse_and_analyse, article, parser, analyse), timeout)
    else:
        for article, doc in zip(articles, docs, strict=True):
            yield _attempt(article, partial(analyse, article, doc), timeout)


def _parse_and_analyse(article: Article, parser: ParsesAll, analyse: Analyse) -> Any:
    return analyse(article, next(iter(parser.parse_all([article]))))


def batches(items: Iterable[Article | Failure]) -> Iterator[list[Article | Failure]]:
    """Yield the items in the runs that are parsed together."""
    batch: list[Article | Failure] = []
    characters = 0
    for item in items:
        batch.append(item)
        characters += len(item.text) if isinstance(item, Article) else 0
        if characters >= BATCH_CHARACTERS or len(batch) == BATCH_ARTICLES:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _attempt(article: Article, analysis: Callable[[], Analysis], timeout: float | None) -> Analysis | Failure:
    """Return the analysis, or the failure: whatever goes wrong inside one article stays there."""
    try:
        with time_limit(timeout):
            return analysis()
    except OutOfTime:
        message = f"The analysis took longer than {timeout:g} seconds and was stopped."
        return Failure(article.path or article.id, message)
    except Exception as error:
        detail = " ".join(str(error).split())[:300]
        return Failure(article.path or article.id, f"The analysis failed: {type(error).__name__}: {detail}.")
