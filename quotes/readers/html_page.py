"""Web pages: trafilatura finds the article among navigation, captions, related links and comments."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

from quotes.readers.dates import DateError, date_in_name, iso_date
from quotes.readers.decoding import check_text
from quotes.readers.failure import Failure
from quotes.readers.metadata import headed, host_of
from quotes.readers.source import Source, library
from quotes.types import Article

LEAST = 6  # words; less is a label or a link
BLOCKS = ("p", "head", "quote", "item", "ab", "code")
SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")


def read_html(source: Source) -> Iterator[Article | Failure]:
    """Yield the article of a web page: its headline and text, and what the page says of itself."""
    page = source.data()
    yield article_of_page(page, source, source.url or source.stem)


def article_of_page(page: bytes, source: Source, id: str) -> Article:
    """Return the article of a page; raise ValueError where there is none."""
    extract = library("trafilatura", "Web pages").bare_extraction
    for name in ("trafilatura", "htmldate", "courlan"):  # we say ourselves what could not be read
        logging.getLogger(name).setLevel(logging.CRITICAL)
    saved = SAVED_FROM.search(page[:4096])
    url = source.url or (saved[1].decode("ascii", "replace") if saved else None)
    found = None
    for how in ({"favor_precision": True}, {"favor_recall": True}):  # the second for very short articles
        try:
            found = extract(
                page, url=url, include_comments=False, include_tables=False, with_metadata=True, **how
            )
        except Exception as error:  # a parser of other people's pages: whatever it stumbles over is the page's fault
            raise ValueError(f"The page cannot be read: {type(error).__name__}.") from None
        if found and found.body is not None and len((text := text_of_body(found.body)).split()) >= LEAST:
            break
    else:
        raise ValueError("The page holds no article that could be told from its navigation.")
    title = _title(found.title, found.sitename)
    text = headed(title, text)
    check_text(text)
    url = found.url or url
    outlet = found.sitename or host_of(url)
    return Article(
        id, text, source.path, url, title, outlet, _published(page, found.date, source), found.author,
    )  # fmt: skip


def text_of_body(body: Any) -> str:
    """Return the text of trafilatura's tree, a blank line between its paragraphs."""
    blocks: list[str] = []

    def visit(element: Any) -> None:
        if element.tag in BLOCKS and not any(child.tag in BLOCKS for child in element.iterdescendants()):
            blocks.append(" ".join("".join(element.itertext()).split()))
            return
        if element.text and element.text.strip():
            blocks.append(" ".join(element.text.split()))
        for child in element:
            visit(child)
            if child.tail and child.tail.strip():
                blocks.append(" ".join(child.tail.split()))

    visit(body)
    return "\n\n".join(block for block in blocks if block)


def _title(title: str | None, outlet: str | None) -> str | None:
    """Return a page's title without the name of its outlet at the end: "Talks end | Brenford Post"."""
    if not title:
        return None
    title = " ".join(title.split())
    if outlet:
        title = re.sub(rf"\s*[|–—·»:-]\s*{re.escape(outlet)}$", "", title) or title
    return title


DATE_META = re.compile(
    rb"""<meta[^>]+(?:article:published_time|datePublished|dc\.date(?:\.issued)?|pubdate|publish[-_]?date)["'][^>]*content="""
    rb"""["']([^"']+)["']""",
    re.IGNORECASE,
)
DATE_JSON = re.compile(rb'"datePublished"\s*:\s*"([^"]+)"')


def _published(page: bytes, found: str | None, source: Source) -> str | None:
    """Return the date and time that a page states, or the date that trafilatura found, or that of the file's name."""
    for match in (DATE_META.search(page), DATE_JSON.search(page)):
        if match:
            try:
                return iso_date(match[1].decode("utf-8", "replace"), source.options.dayfirst)
            except DateError:
                pass
    return found or date_in_name(source.stem)
