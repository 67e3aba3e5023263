"""One parse on every processor: with the plainest instructions of torch, and with those that lack VNNI."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests import ROOT

PARSES = """
import json
from onrecord.pipeline import load_parser
from tests.quotes.test_neighbours import articles
docs = load_parser(None).parse_all(articles(16))
print(json.dumps([token for doc in docs for token in doc.to_json()["tokens"]]))
"""


def parsed(**switches: str) -> list[dict[str, Any]]:
    """Return the words of 16 articles, parsed by a process whose libraries got these switches."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **switches}
    command = [sys.executable, "-W", "ignore", "-c", PARSES]
    words: list[dict[str, Any]] = json.loads(
        subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True).stdout
    )
    return words


@pytest.mark.model
def test_parse_is_nearly_the_same_with_older_instructions() -> None:
    """Sums of floats are rounded otherwise, so a close call may fall to the other side; an int8 sum that overflows
    changes every tenth word."""
    ours = parsed()
    for switches in ({"ATEN_CPU_CAPABILITY": "default"}, {"FBGEMM_ENABLE_INSTRUCTIONS": "AVX2"}):
        theirs = parsed(**switches)
        assert len(ours) == len(theirs) > 1000
        assert sum(one != other for one, other in zip(ours, theirs, strict=True)) <= 0.004 * len(ours)
