"""Memory given back to the system while a parse goes on."""

from __future__ import annotations

import ctypes
from contextlib import suppress


def release() -> None:
    """Give freed memory back to the system; glibc would keep it, in pieces. It costs time to have it again."""
    with suppress(AttributeError, OSError, TypeError):  # another C library, another system
        ctypes.CDLL(None).malloc_trim(0)
