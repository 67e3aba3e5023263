"""What a request asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

NUMBERS = ("target", "page")


@dataclass(frozen=True)
class PageParameters:
    """The parameters of all pages; an empty one filters nothing. Whatever does not fit is left out."""

    q: str = ""
    speakers: tuple[int, ...] = ()
    target: int | None = None
    role: str = ""
    organisation: str = ""
    country: str = ""
    outlet: str = ""
    since: str = ""
    until: str = ""
    kind: str = ""
    side: str = ""
    sort: str = ""
    done: str = ""
    at: str = ""
    """A place in an article ("12-30"), marked there; the addresses of lists leave it out."""
    page: int = 1
    export: bool = False
    """Whether a list is asked for as CSV or JSON, and so all of it."""

    @classmethod
    def from_query(cls, arguments: Mapping[str, list[str]], export: bool = False) -> PageParameters:
        """Read the parameters of a query string."""
        words = {f.name for f in fields(cls)} - {"speakers", "target", "page", "export"}
        values: dict[str, Any] = {name: (arguments.get(name) or [""])[0].strip()[:200] for name in words}
        for name in ("since", "until"):
            values[name] = values[name] if re.fullmatch(r"\d{4}(-\d\d){0,2}", values[name]) else ""
        values["side"] = values["side"] if values["side"] in ("-1", "0", "1") else ""
        numbers = [int(v) for v in arguments.get("speaker", ()) if re.fullmatch(r"\d{1,15}", v)]
        target, page = (
            int(value) if re.fullmatch(r"\d{1,9}", value := (arguments.get(name) or [""])[0]) else None
            for name in NUMBERS
        )
        speakers = tuple(dict.fromkeys(numbers))[:4]
        return cls(**values, speakers=speakers, target=target, page=max(page or 1, 1), export=export)

    def filters(self) -> dict[str, Any]:
        """Return what narrows the matrix down, by parameter."""
        names = ("role", "organisation", "country", "outlet", "since", "until")
        return {name: getattr(self, name) for name in names}

    def as_address(self) -> dict[str, Any]:
        """Return everything asked for as parameters of an address."""
        apart = ("export", "speakers", "page", "at")
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in apart}
        return values | {"speaker": list(self.speakers), "page": self.page if self.page > 1 else ""}
