"""A record with named fields, from JSON or a table, to an article: the names that exports give the fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from quotes.readers import limits
from quotes.readers.dates import DateError, iso_date
from quotes.readers.decoding import check_text
from quotes.readers.language import code
from quotes.readers.markup import has_markup, paragraphs_of
from quotes.readers.metadata import host_of, title_of
from quotes.readers.source import Source
from quotes.types import Article

Record = Mapping[str, Any]

ALIASES: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "maintext", "article text", "full text", "body text", "body", "content", "content text", "story text",
        "plain text", "article body", "article content", "article", "story", "content html", "raw text", "main text",
    ),
    "title": ("title", "headline", "web title", "heading", "head line", "title page"),
    "published": (
        "published", "date", "date publish", "published at", "publish date", "published date", "pub date",
        "date published", "publication date", "web publication date", "datetime", "created at", "created", "timestamp",
        "seen date", "dc date", "issued", "day",
    ),
    "outlet": (
        "outlet", "source", "source name", "publisher", "publication", "newspaper", "site name", "media name",
        "source domain", "domain", "hostname", "news source", "medium",
    ),
    "byline": ("byline", "author", "authors", "creator", "dc creator", "writer", "reporter", "journalist"),
    "url": ("url", "link", "web url", "source url", "article url", "uri", "permalink", "href", "canonical url"),
    "language": ("language", "lang", "meta lang", "language code"),
    "id": ("id", "article id", "stories id", "guid", "uid", "doc id", "document id"),
    "path": ("path", "file", "filename", "file name"),
}  # fmt: skip
"""What exports call each field, the surest first: trafilatura, news-please (also Common Crawl's news), newspaper4k,
Media Cloud, GDELT, the Guardian's Open Platform, NewsAPI, JSON Feed. Case, spaces and marks do not matter."""

NESTED = ("fields", "source", "article", "metadata", "_source")
"""Keys under which some exports keep a part of a record's fields."""
CUT_OFF = re.compile(r"(?:…|\.\.\.)\s*\[\+\d+ chars\]\s*$")


def folded(key: str) -> str:
    """Return a key as keys are compared: its letters and digits alone, in lower case."""
    return re.sub(r"[\W_]+", "", key.casefold())


KEYS = {field: tuple(folded(name) for name in names) for field, names in ALIASES.items()}


def article_of(record: Record, source: Source, fallback_id: str, url: str | None = None) -> Article:
    """Return the article of a record; raise ValueError where it has no text, which says what keys it has."""
    values = _by_folded_key(record)
    text = _text(values, source, record)
    check_text(text)
    if CUT_OFF.search(text):
        source.warn("Texts are cut off at their end, as NewsAPI sends them.")
    found = {name: _string(_found(values, name, source)) for name in KEYS if name not in ("text", "published")}
    for value in found.values():
        if value is not None:
            check_text(value)
    url = found["url"] or url
    return Article(
        found["id"] or url or fallback_id, text, found["path"] or source.path, url,
        found["title"] or title_of(text), found["outlet"] or host_of(url), _date(values, source), found["byline"],
        code(found["language"]),
    )  # fmt: skip


def is_article(record: object) -> bool:
    """Return whether a value is a record with a text."""
    if not isinstance(record, Mapping):
        return False
    values = _by_folded_key(record)
    return any(isinstance(values.get(key), (str, list)) for key in KEYS["text"]) or "quotes" in values


def _by_folded_key(record: Record) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in record.items():
        values.setdefault(folded(str(key)), value)
    for key in NESTED:
        if isinstance(inner := values.get(folded(key)), Mapping):
            for name, value in inner.items():
                values.setdefault(folded(str(name)), value)
    return values


def _found(values: dict[str, Any], name: str, source: Source) -> Any:
    """Return the first of a field's names that has a value; the one that the person gave comes first."""
    given = source.options.fields.get(name)
    keys = ((folded(given),) if given else ()) + KEYS[name]
    return next((values[key] for key in keys if _filled(values.get(key))), None)


def _filled(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None and value != []


def _text(values: dict[str, Any], source: Source, record: Record) -> str:
    given = source.options.fields.get("text")
    candidates = [values.get(key) for key in (((folded(given),) if given else ()) + KEYS["text"])]
    strings = [value for value in map(_prose, candidates) if value is not None]
    text = next((value for value in strings if value.strip()), strings[0] if strings else None)
    if text is None and isinstance(values.get("quotes"), list):
        text = _of_quotations(values["quotes"])
    if text is None:
        names = ", ".join(f'"{key}"' for key in list(record)[:12])
        raise ValueError(f"The record has no text; its keys are {names or 'none'} (--map text=KEY says which it is).")
    if len(text) > 20 * limits.MAX_CHARACTERS:
        raise ValueError(f"The text is longer than {20 * limits.MAX_CHARACTERS:,} characters.")
    return paragraphs_of(text) if has_markup(text) else text


def _prose(value: object) -> str | None:
    """Return a value as text: a string, or a list of paragraphs."""
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return "\n\n".join(value)
    return value if isinstance(value, str) else None


def _of_quotations(quotations: list[Any]) -> str | None:
    """Return the passages of a record of GDELT's Global Quotation Graph, each quotation in marks between its words."""
    passages = [
        f'{one.get("pre", "")} “{one["quote"]}” {one.get("post", "")}'.strip()
        for one in quotations
        if isinstance(one, Mapping) and isinstance(one.get("quote"), str)
    ]
    return "\n\n".join(passages) or None


def _date(values: dict[str, Any], source: Source) -> str | None:
    value = _found(values, "published", source)
    if value is None:
        return None
    if isinstance(value, Mapping):  # MongoDB's exports: {"$date": …}
        value = next(iter(value.values()), "")
    try:
        return iso_date(value, source.options.dayfirst)
    except DateError as error:
        source.warn(str(error))
        return None


def _string(value: Any) -> str | None:
    """Return a field as a string: a list of authors with commas, an outlet by its name."""
    if isinstance(value, Mapping):
        value = value.get("name") or value.get("title") or value.get("id")
    if isinstance(value, list):
        value = ", ".join(part for part in map(_string, value) if part)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return " ".join(str(value).split()) or None
