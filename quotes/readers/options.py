"""What a person says about the files: fields that they lack, and how to read what they leave open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Options:
    """How files are read.

    ``format`` is a name of ``formats.FORMATS`` for input that is not to be looked at. ``fields`` says under which key
    of a record each field stands, before the usual names. ``outlet``, ``date`` and ``language`` are for articles that
    do not have them. ``dayfirst`` decides what 01.03.2031 is; without it such a date stays open. ``since`` leaves out
    what is known to be older. ``follow`` is what fetches the pages that the items of a feed lead to.
    """

    format: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    outlet: str | None = None
    date: str | None = None
    language: str | None = None
    dayfirst: bool | None = None
    since: str | None = None
    fix_text: bool = False
    follow: bool = False
    allow_local: bool = False
