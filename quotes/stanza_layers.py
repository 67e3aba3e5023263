"""Linear layers in int8 and LSTMs over sentences of unequal length: the arithmetic of the shortcuts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

Map = Callable[[Tensor], Tensor]
ROWS_AT_ONCE = 700
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
    return lambda x: multiply(x, packed, reduce_range)


class Packing:
    """Rows of sentences that lie end to end, longest first, in the order an LSTM reads them.

    At each step both directions read one row of every sentence that is long enough.
    """

    def __init__(self, lengths: Sequence[int]) -> None:
        size = np.array(lengths)
        starts = np.cumsum(size) - size
        self.sizes: list[int] = np.searchsorted(-size, -np.arange(lengths[0]), side="left").tolist()
        forward = np.concatenate([starts[:n] + step for step, n in enumerate(self.sizes)])
        backward = np.concatenate([(starts + size - 1)[:n] - step for step, n in enumerate(self.sizes)])
        self.reading = [torch.from_numpy(forward), torch.from_numpy(backward)]
        self.places = [torch.from_numpy(np.argsort(order)) for order in (forward, backward)]

    def runs(self) -> Iterator[list[int]]:
        """Yield the numbers of rows read at each step, in runs of about ``ROWS_AT_ONCE`` rows."""
        run: list[int] = []
        for size in self.sizes:
            run.append(size)
            if sum(run) >= ROWS_AT_ONCE:
                yield run
                run = []
        if run:
            yield run


class BiLSTM:
    """One bidirectional layer of ``torch.nn.LSTM``, started from the given states."""

    def __init__(self, lstm: Any, hidden: Tensor, cell: Tensor, quantize: bool = True) -> None:
        size = self.size = lstm.hidden_size
        self.hidden, self.cell = hidden.detach(), cell.detach()
        self.project: list[Map] = []
        self.recur: list[Map] = []
        # The gate of the cell's input is a tanh: doubled here, it comes from the sigmoid of all gates.
        double = torch.ones(4, size)
        double[2] = 2
        double = double.view(-1, 1)
        for suffix in ("l0", "l0_reverse"):
            weight, again = getattr(lstm, f"weight_ih_{suffix}"), getattr(lstm, f"weight_hh_{suffix}")
            bias = getattr(lstm, f"bias_ih_{suffix}") + getattr(lstm, f"bias_hh_{suffix}")
            self.project.append(linear(weight * double, bias * double[:, 0], quantize))
            self.recur.append(linear(again * double, None, quantize and size >= INT8_STATES))

    def __call__(self, flat: Tensor, packing: Packing) -> Tensor:
        """Return the states [rows, 2 x size]."""
        hidden = self.hidden.expand(2, packing.sizes[0], -1)
        cell = self.cell.expand(2, packing.sizes[0], -1)
        states = flat.new_empty(2, len(flat), self.size)
        start = 0
        for run in packing.runs():  # what is projected at once stays in the processor's cache
            rows = slice(start, start + sum(run))
            gates = torch.stack([p(flat[order[rows]]) for p, order in zip(self.project, packing.reading, strict=True)])
            at = 0
            for count in run:
                here = gates[:, at : at + count]
                for direction, recur in enumerate(self.recur):
                    here[direction] += recur(hidden[direction, :count])
                taken, kept, doubled, shown = here.sigmoid_().chunk(4, 2)
                cell = torch.addcmul(kept * cell[:, :count], taken, doubled.mul_(2).sub_(1))
                hidden = _tanh(cell).mul_(shown)
                states[:, start + at : start + at + count] = hidden
                at += count
            start += at
        return torch.cat([states[i][place] for i, place in enumerate(packing.places)], 1)


def _tanh(x: Tensor) -> Tensor:
    """Return tanh(x); torch's own takes five times as long as its sigmoid."""
    return (2 * x).sigmoid_().mul_(2).sub_(1)
