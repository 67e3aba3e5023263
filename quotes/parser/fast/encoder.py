"""The shared transformer, once per sentence: BERT without padding, in int8 where that is possible."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, groupby
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

import torch
from safetensors import safe_open
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn.functional import gelu, layer_norm

from quotes.parser.fast.layers import Map, linear

Row = TypeVar("Row")
PIECES_PER_BATCH = 256  # more is no faster, and memory for larger steps comes and goes in pieces
PIECES_PER_WORD = 32  # a link may have thousands; what is read of a word is its last piece
CACHED_WORDS = 20_000
EMBEDDINGS = "embeddings.word_embeddings.weight"


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
        self.tokenizer, embeddings = _vocabulary(directory)
        with safe_open(directory / "model.safetensors", "pt") as file:
            own = {name: file.get_tensor(name) for name in file.keys() if name != EMBEDDINGS}  # noqa: SIM118
        self.weights: dict[str, Tensor] = {**own, EMBEDDINGS: embeddings}

    def layer(self, name: str) -> Any:
        """Return weight and bias of a layer."""
        return SimpleNamespace(weight=self.weights[f"{name}.weight"].float(), bias=self.weights[f"{name}.bias"].float())


@lru_cache(maxsize=1)
def _vocabulary(directory: Path) -> tuple[Tokenizer, Tensor]:
    """Return word pieces and their embeddings, which take most of a small BERT's memory and never change."""
    tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    with safe_open(directory / "model.safetensors", "pt") as file:
        return tokenizer, file.get_tensor(EMBEDDINGS)


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
        self.around = piece_id(self.tokenizer, "[CLS]"), piece_id(self.tokenizer, "[SEP]")
        self.dash = piece_id(self.tokenizer, "-")  # stands for words of characters BERT drops, as in Stanza
        self.trunk = Trunk(bert, quantize)
        self.width: int = bert.config.hidden_size
        # Stanza's mixes start from zero, which stands for the mean of the layers.
        self.mixes = torch.stack([mix.weight[0] + 1 / mix.in_features for mix in mixes]).detach()
        self.longest = bert.config.max_position_embeddings - 2
        self.pieces: dict[str, list[int]] = {}

    def __call__(self, sentences: Sequence[Sequence[str]]) -> list[Tensor]:
        """Return [readers, 1 + words, width] of each sentence; row 0 stands for the sentence's root."""
        self._cut({word for sentence in sentences for word in sentence})
        rows = [(i, row) for i, sentence in enumerate(sentences) for row in self._rows(sentence)]
        rows.sort(key=lambda row: len(row[1][0]))
        out: list[list[Tensor]] = [[] for _ in sentences]
        for batch in batches(rows, lambda row: len(row[1][0])):
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
        kept: list[Tensor] = []
        depth = self.mixes.shape[1]
        index = places(ids, read)
        for number, hidden in enumerate(self.trunk(ids, index), 1 + depth - len(self.trunk.layers)):
            if number > 0:
                kept.append(hidden if number == depth else hidden[index])
        mixed = torch.einsum("lnd,rl->rnd", torch.stack(kept), self.mixes)
        return list(mixed.split([len(row) for row in read], dim=1))


class Trunk:
    """BERT's embeddings and layers, on rows of pieces sorted by length. They lie end to end: no padding is computed."""

    def __init__(self, bert: Bert, quantize: bool) -> None:
        self.words = bert.weights[EMBEDDINGS]
        # Every row is of type 0, so its vector goes with the positions'.
        kind = bert.weights["embeddings.token_type_embeddings.weight"][0].float()
        self.positions = bert.weights["embeddings.position_embeddings.weight"].float() + kind
        self.norm = _norm(bert, "embeddings.LayerNorm")
        self.layers = [_Layer(bert, number, quantize) for number in range(bert.config.num_hidden_layers)]

    def __call__(self, ids: Sequence[Sequence[int]], read: Tensor) -> Iterator[Tensor]:
        """Yield the states after each layer, [pieces, width]; after the last only those at ``read``."""
        lengths = [len(row) for row in ids]
        words = self.words[torch.tensor([i for row in ids for i in row])].float()
        hidden = self.norm(words + self.positions[torch.tensor([p for n in lengths for p in range(n)])])
        groups = [(length, len(list(same))) for length, same in groupby(lengths)]
        for layer in self.layers:
            hidden = layer(hidden, groups, read if layer is self.layers[-1] else None)
            yield hidden


def places(ids: Sequence[Sequence[int]], read: Sequence[Sequence[int]]) -> Tensor:
    """Return where the pieces to ``read`` of each row stand when rows lie end to end."""
    starts = accumulate(map(len, ids), initial=0)
    return torch.tensor([start + i for start, row in zip(starts, read, strict=False) for i in row])


def piece_id(tokenizer: Tokenizer, text: str) -> int:
    """Return the number of a piece. Raises NotABert."""
    number = tokenizer.token_to_id(text)
    if number is None:
        raise NotABert(f"The encoder does not know the piece {text}.")
    return int(number)


def _norm(bert: Bert, name: str) -> Map:
    layer, epsilon = bert.layer(name), bert.config.layer_norm_eps
    return lambda x: layer_norm(x, layer.weight.shape, layer.weight, layer.bias, epsilon)


class _Layer:
    """One layer of BERT on rows that lie end to end."""

    def __init__(self, bert: Bert, number: int, quantize: bool) -> None:
        self.heads = bert.config.num_attention_heads
        name = f"encoder.layer.{number}"
        parts = [bert.layer(f"{name}.attention.self.{part}") for part in ("query", "key", "value")]
        weight, bias = torch.cat([p.weight for p in parts]), torch.cat([p.bias for p in parts])
        # Attention's scale goes with the queries: products of queries and keys need no step of their own for it.
        scale = torch.ones(len(bias))
        scale[: len(bias) // 3] = (bert.config.hidden_size // self.heads) ** -0.5
        self.query_key_value = linear(weight * scale[:, None], bias * scale, quantize)
        self.output, self.wide, self.narrow = (
            linear(layer.weight, layer.bias, quantize)
            for part in ("attention.output", "intermediate", "output")
            for layer in [bert.layer(f"{name}.{part}.dense")]
        )
        self.output_norm = _norm(bert, f"{name}.attention.output.LayerNorm")
        self.narrow_norm = _norm(bert, f"{name}.output.LayerNorm")

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
            weights = torch.bmm(query, key.transpose(1, 2)).softmax(2)
            context = torch.bmm(weights, value).view(sentences, self.heads, length, -1)
            attended[rows] = context.transpose(1, 2).reshape(-1, hidden.shape[1])
            start += sentences * length
        if read is not None:
            attended, hidden = attended[read], hidden[read]
        hidden = self.output_norm(self.output(attended) + hidden)
        return self.narrow_norm(self.narrow(gelu(self.wide(hidden))) + hidden)


def batches(rows: Iterable[Row], length: Callable[[Row], int]) -> Iterator[list[Row]]:
    """Yield rows in their order, together those of about ``PIECES_PER_BATCH`` pieces."""
    batch: list[Row] = []
    size = 0
    for row in rows:
        if batch and size + length(row) > PIECES_PER_BATCH:
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += length(row)
    if batch:
        yield batch


def _joined(parts: list[Tensor]) -> Tensor:
    """Join the parts of a sentence too long for BERT; only the first part's [CLS] stands for the root."""
    return torch.cat([parts[0], *(part[:, 1:] for part in parts[1:])], dim=1)
