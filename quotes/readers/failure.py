"""What stands in the place of a document that could not be read or analysed."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be read or analysed: where it is, and why, in one sentence."""

    path: str
    message: str


def printable(path: str) -> str:
    """Return a path as text that UTF-8 can hold, whatever bytes the file system has."""
    return os.fsencode(path).decode("utf-8", "replace")


def reason(error: OSError) -> str:
    """Return the sentence that says why the operating system refused a file."""
    return f"It cannot be read: {error.strerror or error}."
