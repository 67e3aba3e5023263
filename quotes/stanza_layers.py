"""Linear layers in int8 and LSTMs over sentences of unequal length: the arithmetic of the shortcuts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

Map = Callable[[Tensor], Tensor]
INT8_STATES = 100  # an LSTM's states from this many on are multiplied faster in int8


def linear(weight: Tensor, bias: Tensor | None, quantize: bool) -> Map:
    """Return x -> x @ weight.T + bias; in int8, one scale per output, where asked and where torch can."""
    weight = weight.detach()
    bias = weight.new_zeros(len(weight)) if bias is None else bias.detach()
    if quantize:
        try:
            return _int8(weight, bias)
        except RuntimeError:  # this build of torch has no such kernel
            pass
    return lambda x: torch.nn.functional.linear(x, weight, bias)


def _int8(weight: Tensor, bias: Tensor) -> Map:
    scale = (weight.abs().amax(1).clamp(min=1e-8) / 127).double()
    zero = torch.zeros(len(weight), dtype=torch.long)
    packed = torch.ops.quantized.linear_prepack(
        torch.quantize_per_channel(weight.contiguous(), scale, zero, 0, torch.qint8), bias
    )
    multiply = torch.ops.quantized.linear_dynamic
    # Without the VNNI instructions sums of products overflow 16 bits unless inputs are kept to 7 bits,
    # which costs 0.2 LAS and UPOS; with them they may have 8, which costs nothing measurable.
    reduce_range = not (hasattr(torch.cpu, "_is_vnni_supported") and torch.cpu._is_vnni_supported())
    multiply(torch.zeros(1, weight.shape[1]), packed, reduce_range)
    return lambda x: multiply(x, packed, reduce_range)  # type: ignore[no-any-return]


class Packing:
    """Rows of sentences that lie end to end, longest first, in the order an LSTM reads them.

    At each step both directions read one row of every sentence that is long enough.
    """

    def __init__(self, lengths: Sequence[int]) -> None:
        size = np.array(lengths)
        starts = np.cumsum(size) - size
        self.rows = int(size.sum())
        self.sizes = [int(n) for n in np.searchsorted(-size, -np.arange(lengths[0]), side="left")]
        forward = [starts[:n] + step for step, n in enumerate(self.sizes)]
        backward = [starts[:n] + size[:n] - 1 - step for step, n in enumerate(self.sizes)]
        self.forward = torch.from_numpy(np.concatenate(forward))
        self.backward = torch.from_numpy(np.concatenate(backward))


class BiLSTM:
    """One bidirectional layer of ``torch.nn.LSTM``, started from the given states.

    ``beside`` are linear layers with the same input, computed in the same multiplication.
    """

    def __init__(
        self, lstm: Any, hidden: Tensor, cell: Tensor, beside: Sequence[Any] = (), quantize: bool = True
    ) -> None:
        size = self.size = lstm.hidden_size
        self.hidden, self.cell = hidden.detach(), cell.detach()
        weights, biases, recurrent = [], [], []
        for suffix in ("l0", "l0_reverse"):
            weight, again = getattr(lstm, f"weight_ih_{suffix}"), getattr(lstm, f"weight_hh_{suffix}")
            bias = getattr(lstm, f"bias_ih_{suffix}") + getattr(lstm, f"bias_hh_{suffix}")
            # The gate of the cell's input is a tanh: doubled here, it comes from the sigmoid of all gates.
            double = torch.ones(4, size)
            double[2] = 2
            weights.append(weight * double.view(-1, 1))
            biases.append(bias * double.view(-1))
            recurrent.append(again * double.view(-1, 1))
        weights += [layer.weight for layer in beside]
        biases += [layer.bias for layer in beside]
        self.project = linear(torch.cat(weights), torch.cat(biases), quantize)
        self.recur = [linear(weight, None, quantize and size >= INT8_STATES) for weight in recurrent]

    def __call__(self, flat: Tensor, packing: Packing) -> tuple[Tensor, Tensor]:
        """Return the states [rows, 2 x size] and what the layers beside make of the input."""
        size = self.size
        projected = self.project(flat)
        gates = (projected[packing.forward, : 4 * size], projected[packing.backward, 4 * size : 8 * size])
        states = self._run(torch.stack(gates), packing.sizes)
        out = flat.new_empty(len(flat), 2 * size)
        out[packing.forward, :size] = states[0]
        out[packing.backward, size:] = states[1]
        return out, projected[:, 8 * size :]

    def _run(self, gates: Tensor, sizes: list[int]) -> Tensor:
        """Return the states [direction, row in reading order, size]."""
        hidden = self.hidden.expand(2, sizes[0], -1)
        cell = self.cell.expand(2, sizes[0], -1)
        states = gates.new_empty(*gates.shape[:2], self.size)
        start = 0
        for count in sizes:
            here = gates[:, start : start + count]
            for direction, recur in enumerate(self.recur):
                here[direction] += recur(hidden[direction, :count])
            taken, kept, doubled, shown = here.sigmoid_().chunk(4, 2)
            cell = torch.addcmul(kept * cell[:, :count], taken, doubled.mul_(2).sub_(1))
            hidden = _tanh(cell).mul_(shown)
            states[:, start : start + count] = hidden
            start += count
        return states


def _tanh(x: Tensor) -> Tensor:
    """Return tanh(x); torch's own takes five times as long as its sigmoid."""
    return (2 * x).sigmoid_().mul_(2).sub_(1)
