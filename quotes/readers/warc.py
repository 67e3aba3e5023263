"""WARC: the web pages of an archive, as crawlers keep them."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from quotes.readers import limits
from quotes.readers.failure import Failure
from quotes.readers.source import MissingExtra, Source
from quotes.types import Article


def read_warc(source: Source) -> Iterator[Article | Failure]:
    """Yield the articles of all pages that were fetched whole; the address of a page is its id."""
    from warcio.archiveiterator import ArchiveIterator

    from quotes.readers.html_page import article_of_page

    found = False
    try:
        for record in _records(ArchiveIterator(source.file)):
            if record.rec_type != "response" or record.http_headers is None:
                continue
            found = True
            kind = (record.http_headers.get_header("Content-Type") or "").split(";")[0].strip().lower()
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            if record.http_headers.get_statuscode() != "200" or kind not in ("text/html", "application/xhtml+xml"):
                source.report.skipped["WARC record", "no web page, or not fetched"] += 1
                continue
            page = record.content_stream().read(limits.MAX_BYTES + 1)
            inner = replace(source, file=io.BytesIO(page), url=url)
            try:
                yield article_of_page(page, inner, url or source.stem)
            except MissingExtra:
                raise
            except ValueError as error:
                yield Failure(f"{source.path}/{url}", str(error))
    except MissingExtra:
        raise
    except Exception as error:  # what warcio and the decompression raise on damaged files
        yield Failure(source.path, f"The archive is damaged: {type(error).__name__}.")
        return
    if not found:
        yield Failure(source.path, "The archive holds no responses.")


def _records(archive: Iterator[Any]) -> Iterator[Any]:
    """Yield the records; what warcio prints about lengths that do not fit is not for our readers."""
    while True:
        with contextlib.redirect_stderr(io.StringIO()):
            record = next(archive, None)
        if record is None:
            return
        yield record
