"""Files, folders and standard input to articles; the text is kept exactly as decoded.

What cannot be read becomes a ``Failure`` with one clear sentence, so that one bad document never costs
another. Read in this order: ``paths`` finds the files, ``formats`` says who reads which, ``plain_text`` and
``json_lines`` are the readers, one file per format; ``decoding``, ``metadata``, ``limits`` and ``failure``
are what readers share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from quotes.readers.failure import Failure
from quotes.readers.paths import read_path
from quotes.types import Article

__all__ = ["Failure", "read"]


def read(paths: Iterable[str]) -> Iterator[Article | Failure]:
    """Yield the articles of files, of folders (with their subfolders, in order) and of "-" (standard input).

    A ``.txt`` file is one article, a ``.jsonl`` file one a line, with the fields id, text, title, outlet,
    published, byline, url and path; other fields are ignored. "date" is taken for "published" and the
    url's host for the outlet where a record has none. In folders other files are passed over; a file named
    outright is read as text. Two articles of one call never share an id unless they share their text: the
    later one gets "-" and eight hex digits of its text's sha256 appended.
    """
    texts: dict[str, str] = {}
    for path in paths:
        for item in read_path(path):
            if isinstance(item, Article) and texts.setdefault(item.id, item.sha256) != item.sha256:
                item = replace(item, id=f"{item.id}-{item.sha256[:8]}")
            yield item
