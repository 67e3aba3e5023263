"""What is to be told about reading, beside the articles: which formats, what was passed over, what looked odd."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field


def _silent(path: str, message: str) -> None:
    pass


@dataclass
class Report:
    """Counts of a call of ``read``; they are whole when its last article has been taken.

    ``formats`` has the articles by format, ``skipped`` the files that were passed over by ending and reason, and
    ``languages`` the articles that are not in English by language. ``on_warning`` is called with a path and a
    sentence for all that was taken, but looked odd. ``bytes_read`` grows with each file.
    ``fetched`` has the ETag and Last-Modified of addresses: of earlier calls, then also of this one.
    """

    formats: Counter[str] = field(default_factory=Counter)
    skipped: Counter[tuple[str, str]] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    fetched: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    bytes_read: int = 0
    on_warning: Callable[[str, str], None] = _silent
    warned: set[tuple[str, str]] = field(default_factory=set)

    def warn(self, path: str, message: str) -> None:
        """Pass on a warning, each of a file once."""
        if (path, message) not in self.warned:
            self.warned.add((path, message))
            self.on_warning(path, message)
