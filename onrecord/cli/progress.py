"""How far a long command has come: a line that changes on a terminal, a line a minute elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import click

EVERY = 60.0  # seconds between lines where there is no terminal
OFTEN = 0.1  # and on a terminal
WIDTH = 24


class Progress:
    """Shows how many articles are done, how fast, and how long the rest will take, on standard error.

    ``share`` tells the share of the input that has been read, from 0 to 1, 0 where nobody knows.
    """

    def __init__(self, quiet: bool, share: Callable[[], float]) -> None:
        self.quiet = quiet
        self.share = share
        self.terminal = sys.stderr.isatty()
        self.start = self.last = time.monotonic()
        if self.terminal and not quiet:
            click.echo("loading models …\r", err=True, nl=False)

    def show(self, tally: str, done: int, current: str) -> None:
        """Say where we are, unless that was just said."""
        now = time.monotonic()
        if self.quiet or now - self.last < (OFTEN if self.terminal and done > 1 else EVERY if not self.terminal else 0):
            return
        self.last = now
        line = f"{tally}, {_rate(done, now - self.start)}{self._left(now)}"
        if self.terminal:
            width = max(20, _columns() - 1)
            click.echo(f"\r{f'{self._bar()}{line}, {current}'[:width]}\033[K\r", err=True, nl=False)
        else:
            click.echo(line, err=True)

    def clear(self) -> None:
        """Take the line of a terminal away."""
        if self.terminal and not self.quiet:
            click.echo("\r\033[K", err=True, nl=False)

    def _bar(self) -> str:
        share = self.share()
        return f"[{'#' * int(WIDTH * share):<{WIDTH}}] {share:.0%} " if share else ""

    def _left(self, now: float) -> str:
        share = self.share()
        if not 0 < share < 1:
            return ""
        left = int((now - self.start) * (1 - share) / share)
        return f", {left // 3600}:{left % 3600 // 60:02}:{left % 60:02} left"


def _rate(done: int, seconds: float) -> str:
    rate = done / seconds if seconds else 0
    return f"{rate:.1f} a second" if rate >= 1 else f"{rate * 60:.0f} a minute"


def _columns() -> int:
    import shutil

    return shutil.get_terminal_size().columns
