"""A limit to the time that one article may take."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

DEFAULT_SECONDS = 1800.0
"""What the commands allow an article: the longest one that is read takes a few minutes."""
LONGEST_SECONDS = 1e8
"""Three years: alarms are set for no time that a system's clock cannot hold, such as an infinite one."""


class OutOfTime(BaseException):
    """A block took too long. It passes by everything that only catches ``Exception``."""


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Raise ``OutOfTime`` inside the block after so many seconds.

    Nothing is limited without ``seconds``, outside a process's main thread, and where there are no alarm signals
    (Windows): then the block runs as long as it takes.
    """
    if not seconds or not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, min(seconds, LONGEST_SECONDS))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
