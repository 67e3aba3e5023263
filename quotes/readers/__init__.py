"""Files, folders, addresses and standard input to articles; the text that a reader makes is the text that is kept.

What cannot be read becomes a ``Failure`` with one clear sentence, so that one bad document never costs
another. Read in this order: ``paths`` finds the files, ``sniffing`` tells their format, ``formats`` says who reads
which; then the readers, one file per format: ``plain_text``, ``markdown``, ``html_page``, ``json_records``, ``tables``,
``feed``, ``email_message``, ``word``, ``pdf``, ``warc``, ``archive``; ``addresses`` fetches from the web.
``source``, ``options``, ``report``, ``records``, ``markup``, ``decoding``, ``dates``, ``language``, ``metadata``,
``limits`` and ``failure`` are what readers share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from quotes.readers.failure import Failure
from quotes.readers.options import Options
from quotes.readers.report import Report
from quotes.types import Article

__all__ = ["Failure", "Options", "Report", "read"]


def read(
    paths: Iterable[str], options: Options | None = None, report: Report | None = None
) -> Iterator[Article | Failure]:
    """Yield the articles of files, of folders (with their subfolders, in order), addresses and "-" (standard input).

    The format of each file is told by its content, and by its name where that leaves it open; ``docs/input-formats.md``
    lists them. ``report`` counts what was read and passed over. Two articles of one call never share an id unless they
    share their text: the later one gets "-" and eight hex digits of its text's sha256 appended.
    """
    from quotes.readers.finish import finished
    from quotes.readers.paths import read_path

    options, report = options or Options(), report or Report()
    texts: dict[str, str] = {}
    for path in paths:
        for item in read_path(path, options, report):
            found = finished(item, options, report) if isinstance(item, Article) else item
            if found is None:
                continue
            if isinstance(found, Article) and texts.setdefault(found.id, found.sha256) != found.sha256:
                found = replace(found, id=f"{found.id}-{found.sha256[:8]}")
            yield found
