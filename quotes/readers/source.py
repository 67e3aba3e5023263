"""An open file on its way to a reader, and what libraries that may be missing are called."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import IO, Any

from quotes.readers import limits
from quotes.readers.options import Options
from quotes.readers.report import Report

HEAD = 65_536  # bytes looked at to tell a format
EXTRA = "formats"


@dataclass
class Source:
    """A file that can be read from its start as often as needed, its path as it is shown, and how to read it."""

    file: IO[bytes]
    path: str
    options: Options = field(default_factory=Options)
    report: Report = field(default_factory=Report)
    url: str | None = None
    depth: int = 0
    """How many archives and messages it lies in."""

    @property
    def stem(self) -> str:
        """The file's name without its folder and its ending."""
        return os.path.splitext(os.path.basename(self.path))[0] or self.path

    def head(self) -> bytes:
        """Return the first bytes; the file stays at its start."""
        self.file.seek(0)
        data = self.file.read(HEAD)
        self.file.seek(0)
        return data

    def data(self) -> bytes:
        """Return all bytes; raise ValueError for more than ``limits.MAX_BYTES``."""
        self.file.seek(0)
        data = self.file.read(limits.MAX_BYTES + 1)
        if len(data) > limits.MAX_BYTES:
            raise ValueError(f"The file is longer than {limits.MAX_BYTES:,} bytes.")
        if not data:
            raise ValueError("The file is empty.")
        return data

    def inside(self, data: bytes, path: str) -> Source:
        """Return what lies in this file, an archive or a message, to be read as what it is."""
        options = replace(self.options, format=None)
        return replace(self, file=io.BytesIO(data), path=path, options=options, depth=self.depth + 1)

    def warn(self, message: str) -> None:
        """Tell what looked odd in the file."""
        self.report.warn(self.path, message)


class MissingExtra(ValueError):
    """A library of the extra is not installed; the message says how to get it."""


def library(module: str, kind: str) -> Any:
    """Import a module that only the extra brings; ``kind`` says what needs it."""
    try:
        return import_module(module)
    except ImportError:
        raise MissingExtra(
            f"{kind} need {module.partition('.')[0]}, which is not installed: pip install 'onrecord[{EXTRA}]'."
        ) from None
