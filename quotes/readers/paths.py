"""Where articles come from: files, folders with their subfolders, standard input, and addresses of the web."""

from __future__ import annotations

import io
import os
import re
import stat
import sys
from collections.abc import Iterator
from dataclasses import replace

from quotes.readers import limits
from quotes.readers.failure import Failure, printable, reason
from quotes.readers.formats import read_source
from quotes.readers.options import Options
from quotes.readers.report import Report
from quotes.readers.source import Source
from quotes.types import Article

ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
HIDDEN = (".", "~$")  # the second: what Word leaves beside a file that is open
OWN = (".db", ".db-wal", ".db-shm")  # the database that is being written may lie among the articles
SAVED_PAGE = re.compile(r"_files$")  # the folder of pictures and scripts that a browser saves beside a page


def read_path(path: str, options: Options, report: Report) -> Iterator[Article | Failure]:
    """Yield the articles of a file, a folder, an address, or "-" (standard input)."""
    if path == "-":
        yield from _read_standard_input(options, report)
    elif ADDRESS.match(path):
        from quotes.readers.addresses import read_address

        yield from read_address(path, options, report)
    elif os.path.isdir(path):
        yield from _read_folder(path, options, report)
    else:
        yield from _read_file(path, options, report)


def _read_standard_input(options: Options, report: Report) -> Iterator[Article | Failure]:
    try:
        data = sys.stdin.buffer.read(10 * limits.MAX_BYTES + 1)
    except OSError as error:
        yield Failure("-", reason(error))
        return
    for item in read_source(Source(io.BytesIO(data), "-", options, report)):
        if isinstance(item, Article) and item.id == "-":
            item = replace(item, id=item.sha256[:12], path=None)
        yield item


def _read_folder(folder: str, options: Options, report: Report) -> Iterator[Article | Failure]:
    failed: list[OSError] = []
    found = False
    skipped = report.skipped.total()
    for path in _files_in(folder, failed):
        for item in _read_file(path, options, report, named=False):
            found = True
            yield item
    for error in failed:
        yield Failure(printable(str(error.filename or folder)), reason(error))
    if not found and not failed:
        passed = report.skipped.total() - skipped
        held = f"none of the {passed} files in it is of a format that is read" if passed else "it is empty"
        yield Failure(printable(folder), f"The folder holds no article: {held}.")


def _files_in(folder: str, failed: list[OSError]) -> Iterator[str]:
    """Yield the files of a folder and its subfolders by name; folders that cannot be listed go to ``failed``."""
    for directory, subfolders, files in os.walk(folder, onerror=failed.append):
        beside = {os.path.splitext(name)[0] for name in files if name.lower().endswith((".html", ".htm"))}
        subfolders[:] = sorted(
            name for name in subfolders if not name.startswith(".") and SAVED_PAGE.sub("", name) not in beside
        )
        for name in sorted(files):
            if not name.startswith(HIDDEN) and not name.endswith(OWN):
                yield os.path.join(directory, name)


def _read_file(path: str, options: Options, report: Report, named: bool = True) -> Iterator[Article | Failure]:
    shown = printable(path)
    try:
        if stat.S_ISREG(os.stat(path).st_mode):
            with open(path, "rb") as file:
                yield from read_source(Source(file, shown, options, report), named)
            report.bytes_read += os.path.getsize(path)
        else:  # a pipe or a device could keep us waiting for ever
            yield Failure(shown, 'This is not a regular file; use "-" to read standard input.')
    except OSError as error:
        yield Failure(shown, reason(error))
