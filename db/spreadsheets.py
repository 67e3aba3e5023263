"""Text in files that other programs open: cells that a spreadsheet does not run, characters that XML may have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

FORMULA = re.compile(r"[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
"""How a cell begins that spreadsheets take for a formula."""
NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML 1.0 document may have, in whatever form."""


def excel_safe(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row whose words no spreadsheet takes for a formula: an apostrophe before those that look like one.

    Numbers stay numbers.
    """
    return {key: f"'{v}" if isinstance(v, str) and FORMULA.match(v) else v for key, v in row.items()}


def xml_safe(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row whose texts have U+FFFD for each character that XML 1.0 does not allow."""
    return {key: NO_XML.sub("\ufffd", value) if isinstance(value, str) else value for key, value in row.items()}
