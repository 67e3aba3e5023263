"""Polarity toward one target in a text by a small transformer, for what the frames miss.

The text goes through the model once per question, the target between two marks, the holder, where one is given,
between two others; the states of [CLS] and of the target's mark are classified. The names themselves are hidden, so
that a verdict cannot rest on who the target or the holder is: the words around them must say it. Word embeddings are
those of the parser's transformer; the layers (``models/stance/``) were learned by ``training/polarity_classifier.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from quotes.parser.fast.encoder import Bert, Trunk, batches, piece_id, places
from quotes.parser.stanza_pipeline import EMBEDDED, ENCODER
from quotes.tables import named_if_damaged
from quotes.types import Span

DIRECTORY = Path(__file__).parents[1] / "models" / "stance"
LAYERS = "layers.npz"
MARKS = ("[unused0]", "[unused1]", "[unused2]", "[unused3]")  # around the target, around the holder
HIDDEN = ("[unused4]", "[unused5]")  # stand for their words
LONGEST = 110  # pieces of a text that are read, those around the target


class TargetedText(NamedTuple):
    """A text and, as characters of it, a target and perhaps who is for or against it."""

    text: str
    target: Span
    holder: Span | None = None


class EncodedText(NamedTuple):
    """A question as pieces: their ids and the index of the mark before the target."""

    ids: list[int]
    target: int


class Pieces:
    """Texts to the pieces that the model reads."""

    def __init__(self, tokenizer: Tokenizer, ends: tuple[str, str] = ("[CLS]", "[SEP]")) -> None:
        self.tokenizer = tokenizer
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        names = (*MARKS, *HIDDEN, *ends)
        before, after, by, done, target, holder, self.first, self.last = (piece_id(tokenizer, name) for name in names)
        self.target, self.holder = [before, target, after], [by, holder, done]

    def __call__(self, question: TargetedText) -> EncodedText:
        """Return the pieces of a question, both names hidden, cut to ``LONGEST`` around the target."""
        encoding = self.tokenizer.encode(question.text, add_special_tokens=False)
        hidden = [(question.target, self.target)]
        if question.holder is not None:
            hidden.append((question.holder, self.holder))
        ids: list[int] = []
        for piece, place in zip(encoding.ids, encoding.offsets, strict=True):
            over = next((marked for span, marked in hidden if span.overlaps(Span(*place))), None)
            if over is None:
                ids.append(piece)
            elif over[0] not in ids:
                ids += over
        if self.target[0] not in ids:  # the target has no pieces
            ids = [*self.target, *ids]
        start = max(0, min(ids.index(self.target[0]) - LONGEST // 2, len(ids) - LONGEST))
        ids = [self.first, *ids[start : start + LONGEST], self.last]
        return EncodedText(ids, ids.index(self.target[0]))


class PolarityModel:
    """The layers, on the embeddings of a model directory."""

    def __init__(self, directory: Path = DIRECTORY, embedded: Path = EMBEDDED) -> None:
        bert = Bert(embedded / ENCODER)
        with named_if_damaged(directory / LAYERS), np.load(directory / LAYERS) as file:
            bert.weights.update(unpacked(file))  # the parser's layers give way
        # Products in int8 would be twice as fast and cost a point of macro F1.
        self.pieces, self.trunk = Pieces(bert.tokenizer), Trunk(bert, quantize=False)
        self.middle, self.anyone, self.directed = (bert.layer(name) for name in ("middle", "anyone", "directed"))

    def judge(self, text: str, target: Span, holder: Span | None = None) -> tuple[float, float, float]:
        """Return the probabilities of one question."""
        return self([TargetedText(text, target, holder)])[0]

    def __call__(self, questions: Sequence[TargetedText]) -> list[tuple[float, float, float]]:
        """Return the probabilities that each question's answer is against, neither or for."""
        encoded = [self.pieces(question) for question in questions]
        order = sorted(range(len(encoded)), key=lambda i: len(encoded[i].ids))
        out: list[tuple[float, float, float]] = [(0.0, 1.0, 0.0)] * len(encoded)
        with torch.inference_mode():
            for batch in batches(order, lambda i: len(encoded[i].ids)):
                scores = self._scores([encoded[i] for i in batch], [questions[i].holder is not None for i in batch])
                for i, row in zip(batch, scores.softmax(1).tolist(), strict=True):
                    out[i] = (row[0], row[1], row[2])
        return out

    def _scores(self, rows: Sequence[EncodedText], directed: Sequence[bool]) -> Tensor:
        ids = [row.ids for row in rows]
        *_, hidden = self.trunk(ids, places(ids, [(0, row.target) for row in rows]))
        middle = torch.tanh(_linear(self.middle, hidden.view(len(rows), -1)))
        return torch.where(
            torch.tensor(directed)[:, None], _linear(self.directed, middle), _linear(self.anyone, middle)
        )


def _linear(layer: Any, x: Tensor) -> Tensor:
    return torch.nn.functional.linear(x, layer.weight, layer.bias)


def packed(weights: Mapping[str, Tensor]) -> dict[str, NDArray[Any]]:
    """Return matrices in int8, with a scale per row, and the rest as halves."""
    out: dict[str, NDArray[Any]] = {}
    for name, value in weights.items():
        if value.dim() == 2:
            scale = value.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
            out[name], out[f"{name}.scale"] = (value / scale).round().to(torch.int8).numpy(), scale.numpy()
        else:
            out[name] = value.half().numpy()
    return out


def unpacked(arrays: Mapping[str, NDArray[Any]]) -> dict[str, Tensor]:
    """Return the weights that ``packed`` packed."""
    found = {name: torch.from_numpy(arrays[name]).float() for name in arrays}
    return {
        name: value * found[f"{name}.scale"] if f"{name}.scale" in found else value
        for name, value in found.items()
        if not name.endswith(".scale")
    }


@cache
def polarity_model() -> PolarityModel | None:
    """Return the model that ships, or None where its files were left out."""
    return PolarityModel() if (DIRECTORY / LAYERS).exists() else None
