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


def linear(weight: Tensor, bias: Tensor | None, quantize: bool, reach: float | None = None) -> Map:
    """Return x -> x @ weight.T + bias; in int8, one scale per output, where asked and where torch can.

    ``reach`` is how far from 0 inputs lie, where that is known beforehand: it saves looking at each row.
    """
    weight = weight.detach()
    bias = weight.new_zeros(len(weight)) if bias is None else bias.detach()
    if quantize:
        try:
            return _int8(weight, bias, reach)
        except RuntimeError:  # this build of torch has no such kernel
            pass
    return lambda x: torch.nn.functional.linear(x, weight, bias)


def _int8(weight: Tensor, bias: Tensor, reach: float | None = None) -> Map:
    """Return the layer in int8: one scale per output for the weights, one per row for the inputs.

    A scale for several rows would make each depend on the others; here it is as large as the row's own largest
    number, so the kernel, told that inputs lie between -1 and 1, never looks at the rest.
    """
    scale = weight_scales(weight).double()
    zero = torch.zeros(len(weight), dtype=torch.long)
    packed = torch.ops.quantized.linear_prepack(
        torch.quantize_per_channel(weight.contiguous(), scale, zero, 0, torch.qint8), torch.zeros(len(weight))
    )
    multiply = torch.ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32

    def apply(x: Tensor) -> Tensor:
        if reach is not None:
            product: Tensor = multiply(x, reach / 127, 127, packed)
            return product.add_(bias)
        largest = x.abs().amax(1, keepdim=True).clamp_(min=1e-30)
        return torch.addcmul(bias, multiply(x / largest, 1 / 127, 127, packed), largest)

    apply(torch.zeros(1, weight.shape[1]))
    return apply


def weight_scales(weight: Tensor) -> Tensor:
    """Return a scale for each output, such that no sum of products overflows on any processor.

    Processors without the VNNI instructions multiply two neighbouring inputs (0 to 255) by their weights and keep
    the sum in 16 bits, at most 32,767. So the weights of such a pair are at most 127 and, those of
    one sign added, at most 128: 255 * 128 = 32,640.
    """
    even = torch.nn.functional.pad(weight, (0, weight.shape[1] % 2))
    largest = torch.stack([(sign * even).clamp(min=0).view(len(even), -1, 2).sum(2).amax(1) for sign in (1, -1)])
    return largest.amax(0).clamp(min=1e-8) / 127


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
        self.reading = torch.from_numpy(np.stack([forward, backward]))
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
    """One bidirectional layer of ``torch.nn.LSTM``, started from the given states.

    A tanh is a sigmoid: tanh(x) = 2 * sigmoid(2 * x) - 1, and torch's sigmoid takes a fifth of its tanh's time. The
    factors of two are kept in what is multiplied anyway: the weights of the cell's input are doubled, the
    cell is held doubled, the hidden state halved. Powers of two change no digit of a result.
    """

    def __init__(self, lstm: Any, hidden: Tensor, cell: Tensor, quantize: bool = True) -> None:
        size = self.size = lstm.hidden_size
        self.hidden, self.cell = hidden.detach() / 2, cell.detach() * 2
        factors = torch.ones(4, size)
        factors[2] = 2
        factors = factors.view(-1, 1)

        def both(name: str) -> list[Tensor]:
            return [getattr(lstm, f"{name}_{suffix}").detach() for suffix in ("l0", "l0_reverse")]

        biases = [(here + again) * factors[:, 0] for here, again in zip(both("bias_ih"), both("bias_hh"), strict=True)]
        self.project = _projection([weight * factors for weight in both("weight_ih")], biases, quantize)
        again = [weight * factors * 2 for weight in both("weight_hh")]
        reach = max(0.5, float(self.hidden.abs().max()))  # a state is a sigmoid's times a tanh's, halved
        self.recur = _recurrence(again, quantize and size >= INT8_STATES, reach)

    def __call__(self, flat: Tensor, packing: Packing) -> Tensor:
        """Return the states [rows, 2 x size]."""
        hidden = self.hidden.expand(2, packing.sizes[0], -1)
        cell = self.cell.expand(2, packing.sizes[0], -1)
        states = flat.new_empty(2, len(flat), self.size)
        start = 0
        for run in packing.runs():  # what is projected at once stays in the processor's cache
            rows = slice(start, start + sum(run))
            gates = self.project(flat[packing.reading[:, rows]])
            for count, here, shown in zip(run, gates.split(run, 1), states[:, rows].split(run, 1), strict=True):
                taken, kept, doubled, opened = self.recur(hidden[:, :count], here).sigmoid_().chunk(4, 2)
                cell = torch.addcmul(kept.mul_(cell[:, :count]), taken, doubled.sub_(0.5), value=4)
                hidden = torch.mul(cell.sigmoid().sub_(0.5), opened, out=shown)
            start = rows.stop
        return torch.cat([states[i][place] for i, place in enumerate(packing.places)], 1).mul_(2)


def _projection(weights: list[Tensor], biases: list[Tensor], quantize: bool) -> Map:
    """Return x -> x @ weight.T + bias of both directions, [2, rows, inputs] to [2, rows, outputs]."""
    if quantize:
        maps = [linear(weight, bias, True) for weight, bias in zip(weights, biases, strict=True)]
        return lambda x: torch.stack([multiply(here) for multiply, here in zip(maps, x, strict=True)])
    weight, bias = torch.stack([weight.T for weight in weights]), torch.stack(biases)[:, None]
    return lambda x: torch.baddbmm(bias, x, weight)


def _recurrence(weights: list[Tensor], quantize: bool, reach: float) -> Callable[[Tensor, Tensor], Tensor]:
    """Return (states, gates) -> gates, to which states @ weight.T of both directions have been added."""
    if not quantize:
        weight = torch.stack([weight.T for weight in weights])
        return lambda states, gates: gates.baddbmm_(states, weight)
    maps = [linear(weight, None, True, reach) for weight in weights]

    def add(states: Tensor, gates: Tensor) -> Tensor:
        for direction, multiply in enumerate(maps):
            gates[direction] += multiply(states[direction])
        return gates

    return add
