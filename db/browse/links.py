"""Addresses of pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from datasette.utils import tilde_encode


class Links:
    """Makes the addresses of pages, below Datasette's own and for one database of several."""

    def __init__(self, base: str, database: str = "") -> None:
        self.base = base.rstrip("/")
        self.database = database

    def __call__(self, view: str, id: Any = None, list: str = "", format: str = "", **values: Any) -> str:
        """Return the address of a page, of one of its lists, of either as CSV or JSON."""
        path = f"{self.base}/-/{view}"
        path += "" if id is None else f"/{tilde_encode(str(id))}"
        path += (f"/{list}" if list else "") + (f".{format}" if format else "")
        parameters = {key: value for key, value in values.items() if value not in ("", None, [])}
        parameters |= {"db": self.database} if self.database else {}
        return path + (f"?{urlencode(parameters, doseq=True)}" if parameters else "")
