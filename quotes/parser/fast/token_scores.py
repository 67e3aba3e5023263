"""Hints of attribution for each word: how likely it is in a cue, in a source, in content, or at content's edge.

A small network (one bidirectional LSTM, weights learned by ``training/token_scores.py``) reads the hidden states that
the shared transformer has anyway; it runs with the parse. ``span_selection`` weighs the hints beside the parse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from quotes import MODELS
from quotes.parser.fast.layers import BiLSTM, Packing
from quotes.parser.types import Hint
from quotes.tables import named_if_damaged

WEIGHTS = MODELS / "cues" / "hints.npz"


class HintNetwork(nn.Module):  # type: ignore[misc]
    """The network as it is learned: what it reads of a word is ``width`` numbers, made ``narrow``."""

    def __init__(self, width: int, narrow: int, size: int) -> None:
        super().__init__()
        self.narrow = nn.Linear(width, narrow)
        self.lstm = nn.LSTM(narrow, size, batch_first=True, bidirectional=True)
        self.out = nn.Linear(2 * size + narrow, len(Hint._fields))


class Hinter:
    """Gives hints for sentences, longest first, from their hidden states."""

    def __init__(self, network: HintNetwork) -> None:
        self.network = network.eval().requires_grad_(False)
        start = torch.zeros(2, 1, network.lstm.hidden_size)
        # In floats, as it was learned: what is selected depends on small differences of hints.
        self.recurrent = BiLSTM(network.lstm, start, start, quantize=False)

    def __call__(self, hidden: Sequence[Tensor]) -> list[list[Hint]]:
        """Return the hints of each sentence; ``hidden`` is [words, width] of each."""
        lengths = [len(states) for states in hidden]
        flat = torch.relu(self.network.narrow(torch.cat(list(hidden))))
        states = self.recurrent(flat, Packing(lengths))
        scores = self.network.out(torch.cat([states, flat], 1)).sigmoid().mul(100).round().int()
        return [[Hint(*row) for row in part.tolist()] for part in scores.split(lengths)]


@cache
def hinter(width: int, path: Path = WEIGHTS) -> Hinter | None:
    """Return the network that ships, or None where its file was left out or is for another transformer."""
    if not path.exists():
        return None
    with named_if_damaged(path), np.load(path) as file:
        network = network_of(file)
    return Hinter(network) if network.narrow.in_features == width else None


def network_of(arrays: Mapping[str, NDArray[Any]]) -> HintNetwork:
    """Return the network whose weights the arrays are, by name."""
    narrow, width = arrays["narrow.weight"].shape
    network = HintNetwork(width, narrow, arrays["lstm.weight_hh_l0"].shape[1])
    network.load_state_dict({name: torch.from_numpy(arrays[name]).float() for name in network.state_dict()})
    return network
