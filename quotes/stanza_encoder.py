"""The shared transformer, once per sentence: a BERT forward pass without padding, in int8 where that is possible."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import torch
from torch import Tensor

from quotes.stanza_layers import linear

PIECES_PER_BATCH = 768  # more falls out of the processor's cache
PIECES_PER_WORD = 32  # a link may have thousands; what is read of a word is its last piece
CACHED_WORDS = 50_000


class Encoder:
    """BERT's hidden states, mixed for each of several readers.

    ``mixes`` are the readers' ``bert_layer_mix`` layers: each reads a weighted sum of the last hidden layers.
    """

    def __init__(self, model: Any, tokenizer: Any, mixes: Sequence[Any], quantize: bool = True) -> None:
        self.tokenizer = tokenizer
        self.embeddings = model.embeddings
        # Stanza's mixes start from zero, which stands for the mean of the layers.
        self.mixes = torch.stack([mix.weight[0] + 1 / mix.in_features for mix in mixes]).detach()
        self.longest = model.config.max_position_embeddings - 2
        self.layers = [_Layer(layer, model.config.num_attention_heads, quantize) for layer in model.encoder.layer]
        self.pieces: dict[str, list[int]] = {}

    @torch.inference_mode()
    def __call__(self, sentences: Sequence[Sequence[str]]) -> list[Tensor]:
        """Return [readers, 1 + words, width] of each sentence; row 0 stands for the sentence's root."""
        self._cut({word for sentence in sentences for word in sentence})
        rows = [(i, row) for i, sentence in enumerate(sentences) for row in self._rows(sentence)]
        rows.sort(key=lambda row: len(row[1][0]))
        out: list[list[Tensor]] = [[] for _ in sentences]
        for batch in _batches(rows):
            mixed = self._forward([ids for _, (ids, _) in batch], [last for _, (_, last) in batch])
            for (i, _), hidden in zip(batch, mixed, strict=True):
                out[i].append(hidden)
        return [parts[0] if len(parts) == 1 else _joined(parts) for parts in out]

    def _cut(self, words: Iterable[str]) -> None:
        """Look up the word pieces of new words."""
        if len(self.pieces) > CACHED_WORDS:
            self.pieces.clear()
        new = [word for word in words if word not in self.pieces]
        if new:
            found = self.tokenizer([[w] for w in new], is_split_into_words=True, add_special_tokens=False)
            dash = self.tokenizer.convert_tokens_to_ids("-")  # for words of characters BERT drops, as Stanza does
            for word, ids in zip(new, found["input_ids"], strict=True):
                self.pieces[word] = ids[-PIECES_PER_WORD:] or [dash]

    def _rows(self, sentence: Sequence[str]) -> list[tuple[list[int], list[int]]]:
        """Return the sentence as rows of pieces BERT can hold, with the positions to read: [CLS], last pieces."""
        first, end = self.tokenizer.cls_token_id, self.tokenizer.sep_token_id
        rows: list[tuple[list[int], list[int]]] = [([first], [0])]
        for word in sentence:
            ids = self.pieces[word]
            if len(rows[-1][0]) + len(ids) > self.longest:
                rows.append(([first], [0]))
            rows[-1][0].extend(ids)
            rows[-1][1].append(len(rows[-1][0]) - 1)
        for ids, _ in rows:
            ids.append(end)
        return rows

    def _forward(self, ids: list[list[int]], read: list[list[int]]) -> list[Tensor]:
        """Run rows sorted by length. They lie end to end, so that no padding is computed."""
        lengths = [len(row) for row in ids]
        hidden = self.embeddings(
            torch.tensor([[i for row in ids for i in row]]),
            position_ids=torch.tensor([[p for length in lengths for p in range(length)]]),
        )[0]
        groups = [(length, len(list(same))) for length, same in groupby(lengths)]
        starts = [0]
        for length in lengths:
            starts.append(starts[-1] + length)
        index = torch.tensor([start + i for start, row in zip(starts, read, strict=False) for i in row])
        kept: list[Tensor] = []
        depth = self.mixes.shape[1]
        for number, layer in enumerate(self.layers, 1 + depth - len(self.layers)):
            hidden = layer(hidden, groups, index if number == depth else None)
            if number > 0:
                kept.append(hidden if number == depth else hidden[index])
        mixed = torch.einsum("lnd,rl->rnd", torch.stack(kept), self.mixes)
        return list(mixed.split([len(row) for row in read], dim=1))


class _Layer:
    """One layer of BERT on rows that lie end to end."""

    def __init__(self, layer: Any, heads: int, quantize: bool) -> None:
        attention, self.heads = layer.attention.self, heads
        parts = (attention.query, attention.key, attention.value)
        weight = torch.cat([p.weight for p in parts])
        bias = torch.cat([p.bias for p in parts])
        asked = len(attention.query.bias)
        self.scale = (asked // heads) ** -0.5
        self.query_key_value = linear(weight, bias, quantize)
        output, wide, narrow = layer.attention.output.dense, layer.intermediate.dense, layer.output.dense
        self.output, self.output_norm = linear(output.weight, output.bias, quantize), layer.attention.output.LayerNorm
        self.wide, self.activation = linear(wide.weight, wide.bias, quantize), layer.intermediate.intermediate_act_fn
        self.narrow, self.narrow_norm = linear(narrow.weight, narrow.bias, quantize), layer.output.LayerNorm

    def __call__(self, hidden: Tensor, groups: list[tuple[int, int]], read: Tensor | None) -> Tensor:
        """Return the hidden states of all rows, or of the rows ``read``.

        ``groups`` are (length, number of sentences of that length) from the first row to the last.
        """
        projected = self.query_key_value(hidden)
        attended = torch.empty_like(hidden)
        start = 0
        for length, sentences in groups:
            rows = slice(start, start + sentences * length)
            shape = (sentences, length, 3, self.heads, -1)
            part = projected[rows].view(shape).permute(2, 0, 3, 1, 4).reshape(3, -1, length, hidden.shape[1] // self.heads)
            weights = torch.bmm(part[0], part[1].transpose(1, 2)).mul_(self.scale).softmax(2)
            context = torch.bmm(weights, part[2]).view(sentences, self.heads, length, -1)
            attended[rows] = context.transpose(1, 2).reshape(-1, hidden.shape[1])
            start += sentences * length
        if read is not None:
            attended, hidden = attended[read], hidden[read]
        hidden = self.output_norm(self.output(attended) + hidden)
        return self.narrow_norm(self.narrow(self.activation(self.wide(hidden))) + hidden)  # type: ignore[no-any-return]


def _batches(rows: list[Any]) -> Iterable[list[Any]]:
    batch: list[Any] = []
    size = 0
    for row in rows:
        length = len(row[1][0])
        if batch and size + length > PIECES_PER_BATCH:
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += length
    if batch:
        yield batch


def _joined(parts: list[Tensor]) -> Tensor:
    """Join the parts of a sentence too long for BERT; only the first part's [CLS] stands for the root."""
    return torch.cat([parts[0], *(part[:, 1:] for part in parts[1:])], dim=1)
