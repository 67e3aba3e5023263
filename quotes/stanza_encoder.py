"""The shared transformer, once per sentence: BERT without padding, in int8 where that is possible."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn.functional import gelu, layer_norm

from quotes.stanza_layers import Map, linear

PIECES_PER_BATCH = 768  # more falls out of the processor's cache
PIECES_PER_WORD = 32  # a link may have thousands; what is read of a word is its last piece
CACHED_WORDS = 50_000


class NotABert(ValueError):
    """The encoder is a transformer of another make."""


class Bert(nn.Module):  # type: ignore[misc]
    """A BERT as it lies on disk: what Stanza's models are given in place of the transformers library's.

    That library's model classes take 200 MB of memory and seconds to import.
    """

    def __init__(self, directory: Path) -> None:
        super().__init__()
        self.config = SimpleNamespace(**json.loads((directory / "config.json").read_text(encoding="utf-8")))
        if (self.config.model_type, self.config.hidden_act) != ("bert", "gelu"):
            raise NotABert(f"{directory} is not a BERT with GELU.")
        self.weights: dict[str, Tensor] = load_file(directory / "model.safetensors")
        self.tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()

    def layer(self, name: str) -> Any:
        """Return weight and bias of a layer."""
        return SimpleNamespace(weight=self.weights[f"{name}.weight"].float(), bias=self.weights[f"{name}.bias"].float())


def load_bert(directory: Path) -> tuple[Bert, Tokenizer]:
    """Return the encoder of a model directory for ``load_pipeline``."""
    bert = Bert(directory)
    return bert, bert.tokenizer


class Encoder:
    """BERT's hidden states, mixed for each of several readers.

    ``mixes`` are the readers' ``bert_layer_mix`` layers: each reads a weighted sum of the last hidden layers.
    """

    def __init__(self, bert: Bert, mixes: Sequence[Any], quantize: bool = True) -> None:
        self.tokenizer = bert.tokenizer
        self.around = self._piece("[CLS]"), self._piece("[SEP]")
        self.dash = self._piece("-")  # stands for words of characters BERT drops, as in Stanza
        self.words = bert.weights["embeddings.word_embeddings.weight"]
        # Every row is of type 0, so its vector goes with the positions'.
        kind = bert.weights["embeddings.token_type_embeddings.weight"][0].float()
        self.positions = bert.weights["embeddings.position_embeddings.weight"].float() + kind
        self.norm = norm(bert, "embeddings.LayerNorm")
        # Stanza's mixes start from zero, which stands for the mean of the layers.
        self.mixes = torch.stack([mix.weight[0] + 1 / mix.in_features for mix in mixes]).detach()
        self.longest = bert.config.max_position_embeddings - 2
        self.layers = [Layer(bert, number, quantize) for number in range(bert.config.num_hidden_layers)]
        self.pieces: dict[str, list[int]] = {}

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

    def _piece(self, text: str) -> int:
        number = self.tokenizer.token_to_id(text)
        if number is None:
            raise NotABert(f"The encoder does not know the piece {text}.")
        return number

    def _cut(self, words: Iterable[str]) -> None:
        """Look up the word pieces of new words."""
        if len(self.pieces) > CACHED_WORDS:
            self.pieces.clear()
        new = [word for word in words if word not in self.pieces]
        if new:
            found = self.tokenizer.encode_batch([[w] for w in new], is_pretokenized=True, add_special_tokens=False)
            for word, encoding in zip(new, found, strict=True):
                self.pieces[word] = encoding.ids[-PIECES_PER_WORD:] or [self.dash]

    def _rows(self, sentence: Sequence[str]) -> list[tuple[list[int], list[int]]]:
        """Return the sentence as rows of pieces BERT can hold, with the positions to read: [CLS], last pieces."""
        first, end = self.around
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
        words = self.words[torch.tensor([i for row in ids for i in row])].float()
        hidden = self.norm(words + self.positions[torch.tensor([p for n in lengths for p in range(n)])])
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


def norm(bert: Any, name: str) -> Map:
    """Return a normalising layer of a BERT (or of what has its ``config`` and ``layer``)."""
    layer, epsilon = bert.layer(name), bert.config.layer_norm_eps
    return lambda x: layer_norm(x, layer.weight.shape, layer.weight, layer.bias, epsilon)


class Layer:
    """One layer of BERT on rows that lie end to end."""

    def __init__(self, bert: Any, number: int, quantize: bool) -> None:
        self.heads = bert.config.num_attention_heads
        name = f"encoder.layer.{number}"
        parts = [bert.layer(f"{name}.attention.self.{part}") for part in ("query", "key", "value")]
        weight, bias = torch.cat([p.weight for p in parts]), torch.cat([p.bias for p in parts])
        self.query_key_value = linear(weight, bias, quantize)
        self.scale = (bert.config.hidden_size // self.heads) ** -0.5
        self.output, self.wide, self.narrow = (
            linear(layer.weight, layer.bias, quantize)
            for part in ("attention.output", "intermediate", "output")
            for layer in [bert.layer(f"{name}.{part}.dense")]
        )
        self.output_norm = norm(bert, f"{name}.attention.output.LayerNorm")
        self.narrow_norm = norm(bert, f"{name}.output.LayerNorm")

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
            part = projected[rows].view(shape).permute(2, 0, 3, 1, 4)
            query, key, value = part.reshape(3, sentences * self.heads, length, -1)
            weights = torch.bmm(query, key.transpose(1, 2)).mul_(self.scale).softmax(2)
            context = torch.bmm(weights, value).view(sentences, self.heads, length, -1)
            attended[rows] = context.transpose(1, 2).reshape(-1, hidden.shape[1])
            start += sentences * length
        if read is not None:
            attended, hidden = attended[read], hidden[read]
        hidden = self.output_norm(self.output(attended) + hidden)
        return self.narrow_norm(self.narrow(gelu(self.wide(hidden))) + hidden)


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
