"""The patterns of labels, posts and questions read any line in linear time."""

import re
import time

import pytest

from benchmarks.hostile import SHAPES
from quotes.detection import turn_labels

PATTERNS = {name: pattern for name, pattern in vars(turn_labels).items() if isinstance(pattern, re.Pattern)}


@pytest.mark.parametrize("name", PATTERNS)
def test_a_long_run_of_spaces_takes_no_time(name: str) -> None:
    """At 40,000 spaces a pattern that goes back over them takes twenty seconds."""
    started = time.process_time()
    PATTERNS[name].match(SHAPES["spaces"](40_000))
    assert time.process_time() - started < 1
