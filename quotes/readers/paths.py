"""Where articles come from: files, folders with their subfolders, and standard input."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator

from quotes.readers.failure import Failure, printable, reason
from quotes.readers.formats import endings, is_known, reader_for
from quotes.readers.plain_text import read_standard_input
from quotes.types import Article


def read_path(path: str) -> Iterator[Article | Failure]:
    """Yield the articles of a file, of a folder, or of "-" (standard input)."""
    if path == "-":
        yield read_standard_input(sys.stdin.buffer)
    elif os.path.isdir(path):
        yield from _read_folder(path)
    else:
        yield from _read_file(path)


def _read_folder(folder: str) -> Iterator[Article | Failure]:
    failed: list[OSError] = []
    found = False
    for directory, subfolders, files in os.walk(folder, onerror=failed.append):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in sorted(files):
            if is_known(name) and not name.startswith("."):
                found = True
                yield from _read_file(os.path.join(directory, name))
    for error in failed:
        yield Failure(printable(str(error.filename or folder)), reason(error))
    if not found and not failed:
        yield Failure(printable(folder), f"The folder holds no {endings()} file.")


def _read_file(path: str) -> Iterator[Article | Failure]:
    shown = printable(path)
    try:
        if stat.S_ISREG(os.stat(path).st_mode):
            with open(path, "rb") as file:
                yield from reader_for(path)(file, shown)
        else:  # a pipe or a device could keep us waiting for ever
            yield Failure(shown, 'This is not a regular file; use "-" to read standard input.')
    except OSError as error:
        yield Failure(shown, reason(error))
