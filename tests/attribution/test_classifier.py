"""The learned judge of polarity: what it is shown, how its weights are kept, what it says."""

from __future__ import annotations

import pytest
import torch
from tokenizers import Tokenizer

from attribution.stance.classifier import LONGEST, Pieces, PolarityModel, TargetedText, packed, polarity_model, unpacked
from quotes.parser.stanza_pipeline import EMBEDDED, ENCODER
from quotes.types import Span

SLAMMED = "{} slammed {} over the tunnel."


def at(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def asked(one: str, other: str, template: str = SLAMMED) -> TargetedText:
    text = template.format(one, other)
    return TargetedText(text, at(text, other), at(text, one))


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    return Pieces(Tokenizer.from_file(str(EMBEDDED / ENCODER / "tokenizer.json")))


def test_names_are_hidden(pieces: Pieces) -> None:
    assert pieces(asked("Ida Brandt", "Tor Quill")) == pieces(asked("The Velmaran ministry", "Karsk"))


def test_a_long_text_is_cut_around_the_target(pieces: Pieces) -> None:
    text = "word " * 900 + "Karsk" + " end" * 900
    ids, target = pieces(TargetedText(text, at(text, "Karsk")))
    assert len(ids) == LONGEST + 2
    assert ids[target : target + 3] == pieces.target


@pytest.mark.parametrize("text", ["\u200b", "😀", "Karsk"])
def test_any_target_is_marked(pieces: Pieces, text: str) -> None:
    ids, target = pieces(TargetedText(text, Span(0, len(text)), Span(0, len(text))))
    assert ids[target : target + 3] == pieces.target


def test_packed_weights_come_back_nearly_the_same() -> None:
    torch.manual_seed(1)
    weights = {"a.weight": torch.randn(40, 30) * torch.rand(40, 1), "a.bias": torch.randn(40)}
    back = unpacked(packed(weights))
    assert back.keys() == weights.keys()
    rows = weights["a.weight"].abs().amax(1, keepdim=True)
    assert ((back["a.weight"] - weights["a.weight"]).abs() <= rows / 254 + 1e-6).all()
    again = unpacked(packed(back))
    assert torch.allclose(again["a.weight"], back["a.weight"], atol=1e-6)


@pytest.mark.model
def test_it_tells_for_from_against_and_neither() -> None:
    model = polarity_model()
    assert isinstance(model, PolarityModel)
    questions = [
        asked("The mayor", "Ida Brandt"),
        asked("The mayor", "Ida Brandt", "{} praised {} as an honest and brave minister."),
        asked("The mayor", "Ida Brandt", "{} met {} on Tuesday to discuss the tunnel."),
    ]
    verdicts = [max(range(3), key=row.__getitem__) - 1 for row in model(questions)]
    assert verdicts == [-1, 1, 0]
    assert model([]) == []
    together, alone = model(questions), [model([q])[0] for q in questions]
    assert all(row == pytest.approx(one, abs=0.05) for row, one in zip(together, alone, strict=True))
