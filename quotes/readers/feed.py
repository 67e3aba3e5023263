"""RSS and Atom: an article for each item that has its full text, or, with --follow, whose page can be fetched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from quotes.readers.failure import Failure
from quotes.readers.markup import paragraphs_of
from quotes.readers.metadata import headed
from quotes.readers.records import article_of
from quotes.readers.source import Source
from quotes.types import Article

FULL = 600  # characters; what is shorter is a summary that leads to the article


def read_feed(source: Source) -> Iterator[Article | Failure]:
    """Yield the articles of a feed; items with a summary alone are counted as skipped."""
    import feedparser

    feed = feedparser.parse(source.data(), sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries:
        if feed.bozo:
            raise ValueError(f"The feed cannot be read: {' '.join(str(feed.bozo_exception).split())[:200]}.")
        raise ValueError("The feed has no items.")
    for number, entry in enumerate(feed.entries, 1):
        text, full = _text(entry)
        if not full and source.options.follow and entry.get("link"):
            yield from _followed(entry.link, source)
        elif not full:
            source.report.skipped["feed item", "only a summary; --follow fetches its page"] += 1
        else:
            yield _article(entry, text, feed.feed, source, number)


def _article(entry: Any, text: str, feed: Any, source: Source, number: int) -> Article | Failure:
    title = paragraphs_of(entry.get("title", "")).replace("\n\n", " ")
    record = {
        "text": headed(title, text), "title": title, "url": entry.get("link"), "outlet": feed.get("title"),
        "id": entry.get("id"), "byline": entry.get("author"), "language": feed.get("language"),
        "published": entry.get("published") or entry.get("updated"),
    }  # fmt: skip
    try:
        return article_of(record, source, f"{source.stem}-{number}")
    except ValueError as error:
        return Failure(f"{source.path}:{number}", str(error))


def _text(entry: Any) -> tuple[str, bool]:
    """Return the longest text of an item, and whether it is the whole article."""
    contents = [part.get("value", "") for part in entry.get("content", ())]
    texts = [paragraphs_of(value) for value in (*contents, entry.get("summary", "")) if value]
    text = max(texts, key=len, default="")
    return text, bool(contents and text) or len(text) >= FULL


def _followed(url: str, source: Source) -> Iterator[Article | Failure]:
    from quotes.readers.addresses import read_address

    yield from read_address(url, replace(source.options, follow=False), source.report, only_new=True)
