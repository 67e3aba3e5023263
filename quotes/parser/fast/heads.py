"""Tagger, parser and name tagger on hidden states that are already there, by Stanza's trained layers.

Sentences come longest first. Inside, their words lie end to end ("flat"), so nothing is computed for
padding but in the pairwise scores of the parser.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence, pad_sequence

from quotes.parser.fast.layers import BiLSTM, Packing, linear
from quotes.parser.fast.spanning_tree import best_tree

CACHED_WORDS = 8_000
PAIRS_AT_ONCE = 64


def _recurrent(model: Any, name: str, lstm: Any, quantize: bool) -> BiLSTM:
    """Return one of Stanza's one-layer LSTMs, started as it was trained."""
    return BiLSTM(lstm, getattr(model, f"{name}_h_init"), getattr(model, f"{name}_c_init"), quantize)


class _Highway:
    """A one-layer ``HighwayLSTM``: beside the LSTM, its input is carried through a gate."""

    def __init__(self, model: Any, name: str, quantize: bool) -> None:
        module = getattr(model, name)
        self.recurrent = _recurrent(model, name, module.lstm[0].lstm, quantize)
        beside = (module.gate[0], module.highway[0])
        weight, bias = torch.cat([b.weight for b in beside]), torch.cat([b.bias for b in beside])
        self.beside = linear(weight, bias, quantize)

    def __call__(self, flat: Tensor, lengths: Sequence[int]) -> Tensor:
        gate, carried = self.beside(flat).chunk(2, 1)
        return self.recurrent(flat, Packing(lengths)) + torch.sigmoid(gate) * torch.tanh(carried)


def _with_one(flat: Tensor) -> Tensor:
    return torch.cat([flat, flat.new_ones(*flat.shape[:-1], 1)], -1)


class _Spelling:
    """What a character model makes of a word, read once and kept."""

    def __init__(self, model: Any, vocabulary: Any) -> None:
        self.model = model
        self.map = vocabulary.map
        self.rows: dict[str, Tensor] = {}

    def __call__(self, words: list[str]) -> Tensor:
        if len(self.rows) > CACHED_WORDS:
            self.rows.clear()
        new = sorted(set(words) - self.rows.keys(), key=len, reverse=True)
        for k in range(0, len(new), 256):
            part = new[k : k + 256]
            self.rows.update(zip(part, self._read(part).unbind(), strict=True))
        return torch.stack([self.rows[word] for word in words])

    def _read(self, words: list[str]) -> Tensor:
        """Return the model's vector of each word, longest word first."""
        model = self.model
        letters = pad_sequence([torch.tensor(self.map(list(word))) for word in words], batch_first=True)
        lengths = [len(word) for word in words]
        packed = pack_padded_sequence(model.char_emb(letters), lengths, batch_first=True)
        start = tuple(t.expand(-1, len(words), -1).contiguous() for t in (model.charlstm_h_init, model.charlstm_c_init))
        output, (last, _) = model.charlstm.lstm(packed, start)
        if not model.attn:
            return last[-2:].transpose(0, 1).reshape(len(words), -1)
        weighted = PackedSequence(output.data * torch.sigmoid(model.char_attn(output.data)), output.batch_sizes)
        padded: Tensor = pad_packed_sequence(weighted, batch_first=True)[0]
        return padded.sum(1)


class Tagger:
    """UPOS and XPOS by Stanza's tagger."""

    def __init__(self, model: Any, quantize: bool) -> None:
        self.model = model.eval()
        self.highway = _Highway(model, "taggerlstm", quantize)
        self.spelling = _Spelling(model.charmodel, model.vocab["char"]) if model.args["char"] else None
        self.upos = list(model.vocab["upos"]._id2unit)
        self.xpos = list(model.vocab["xpos"]._id2unit)
        # The biaffine scores of each XPOS given each UPOS: [hidden + 1, UPOS x XPOS]
        scorer = model.tag_clf["xpos"].W_bilin
        given = _with_one(model.upos_emb.weight)
        self.scores = torch.einsum("xhe,ue->hux", scorer.weight, given).flatten(1).detach().contiguous()
        self.bias = scorer.bias.detach()

    def __call__(self, sentences: list[list[str]], hidden: list[Tensor]) -> tuple[list[list[str]], list[list[str]]]:
        """Return the tags of each sentence; ``hidden`` is [words, width] of each."""
        model = self.model
        lengths = [len(s) for s in sentences]
        flat = torch.cat(hidden)
        if self.spelling:
            letters = model.trans_char(self.spelling([w for s in sentences for w in s]))
            flat = torch.cat([letters, flat], 1)
        states = self.highway(flat, lengths)
        upos = model.upos_clf(torch.relu(model.upos_hid(states))).argmax(1)
        rows = _with_one(torch.relu(model.tag_hid["xpos"](states))) @ self.scores
        given = rows.view(len(rows), len(self.upos), -1)[torch.arange(len(rows)), upos]
        xpos = (given + self.bias).argmax(1)
        return _split([self.upos[i] for i in upos.tolist()], lengths), _split(
            [self.xpos[i] for i in xpos.tolist()], lengths
        )


def _split(values: list[Any], lengths: Sequence[int]) -> list[list[Any]]:
    out, start = [], 0
    for length in lengths:
        out.append(values[start : start + length])
        start += length
    return out


class DependencyParser:
    """Heads and relations by Stanza's graph parser."""

    def __init__(self, model: Any, quantize: bool) -> None:
        from stanza.models.common.vocab import VOCAB_PREFIX_SIZE

        self.model = model.eval()
        self.highway = _Highway(model, "parserlstm", quantize)
        self.relations = list(model.vocab["deprel"]._id2unit[VOCAB_PREFIX_SIZE:])
        weight = model.deprel.scorer.W_bilin.weight  # [dependent + 1, head + 1, relations]
        self.relation_shape = weight.shape[1:]
        self.relation = linear(weight.flatten(1).t(), None, quantize)

    def __call__(self, hidden: list[Tensor]) -> tuple[list[list[int]], list[list[str]]]:
        """Return heads (words from 0, the root its own) and relations; ``hidden`` is [1 + words, width] of each."""
        lengths = [len(h) for h in hidden]
        flat = self.highway(torch.cat(hidden), lengths)
        trees = [best_tree(scores) for scores in self._arcs(flat, lengths)]
        labels = self._labels(flat, trees, lengths)
        heads = [[h - 1 if h else i for i, h in enumerate(tree[1:])] for tree in trees]
        return heads, [[self.relations[i] for i in label] for label in labels]

    def _arcs(self, flat: Tensor, lengths: list[int]) -> list[NDArray[np.float32]]:
        """Return the score of each (dependent, head) of each sentence, root first."""
        unlabeled = self.model.unlabeled
        weight = unlabeled.scorer.W_bilin.weight[:, :, 0]
        dependent = _with_one(torch.relu(unlabeled.W1(flat))) @ weight
        head = _with_one(torch.relu(unlabeled.W2(flat)))
        padded = [pad_sequence(list(t.split(lengths)), batch_first=True) for t in (dependent, head)]
        scores = torch.bmm(padded[0], padded[1].transpose(1, 2)).numpy()
        return [scores[i, :n, :n] for i, n in enumerate(lengths)]

    def _labels(self, flat: Tensor, trees: list[list[int]], lengths: list[int]) -> list[list[int]]:
        """Return the best relation of each word to its head."""
        starts = np.cumsum([0, *lengths])
        words = [start + i for start, n in zip(starts, lengths, strict=False) for i in range(1, n)]
        heads = [start + h for start, tree in zip(starts, trees, strict=False) for h in tree[1:]]
        dependent = _with_one(torch.relu(self.model.deprel.W1(flat)))[torch.tensor(words)]
        head = _with_one(torch.relu(self.model.deprel.W2(flat)))[torch.tensor(heads)]
        best: list[int] = []
        for k in range(0, len(words), PAIRS_AT_ONCE):
            part = self.relation(dependent[k : k + PAIRS_AT_ONCE]).view(-1, *self.relation_shape)
            scores = torch.bmm(head[k : k + PAIRS_AT_ONCE].unsqueeze(1), part)
            best += scores.squeeze(1).argmax(1).tolist()
        return _split(best, [n - 1 for n in lengths])


class NameTagger:
    """Named entities by Stanza's name tagger with its conditional random field."""

    def __init__(self, model: Any, quantize: bool) -> None:
        from stanza.models.common.vocab import VOCAB_PREFIX_SIZE

        self.model = model.eval()
        self.recurrent = _recurrent(model, "taggerlstm", model.taggerlstm.lstm, quantize)
        self.transform = None
        if model.input_transform:
            self.transform = linear(model.input_transform.weight, model.input_transform.bias, quantize)
        self.spelling = _Spelling(model.charmodel, model.vocab["char"]) if model.args["char"] else None
        self.transitions = model.crits[0]._transitions.detach()
        units = list(model.vocab["tag"]._id2unit[0])
        # What stands before the tags (padding, unknown) is read as the first of them, as Stanza does.
        self.tags = [units[max(i, VOCAB_PREFIX_SIZE)] for i in range(len(units))]

    def __call__(self, sentences: list[list[str]], hidden: list[Tensor]) -> list[list[tuple[int, int, str]]]:
        """Return (first word, last word, type) of the names of each sentence."""
        from stanza.models.ner.trainer import fix_singleton_tags
        from stanza.models.ner.utils import decode_from_bioes

        lengths = [len(s) for s in sentences]
        flat = torch.cat(hidden)
        if self.spelling:
            flat = torch.cat([flat, self.spelling([w for s in sentences for w in s])], 1)
        if self.transform:
            flat = self.transform(flat)
        states = self.recurrent(flat, Packing(lengths))
        logits = self.model.tag_clfs[0](states)
        out = []
        for path in _viterbi(logits, lengths, self.transitions):
            tags = [self.tags[i] for i in path]
            names = decode_from_bioes(fix_singleton_tags(tags)) if any(t != "O" for t in tags) else []
            out.append([(n["start"], n["end"], n["type"]) for n in names])
        return out


def _viterbi(logits: Tensor, lengths: list[int], transitions: Tensor) -> list[list[int]]:
    """Return the best tag path of each sentence, all sentences at once, longest first."""
    padded = pad_sequence(list(logits.split(lengths)), batch_first=True)
    score = padded[:, 0]
    back: list[NDArray[np.int64]] = []
    ends = score.argmax(1).tolist()
    active = np.array(lengths)
    for step in range(1, lengths[0]):
        count = int((active > step).sum())
        best, pointer = (score[:count].unsqueeze(2) + transitions).max(1)
        score = padded[:count, step] + best
        back.append(pointer.numpy())
        ends[:count] = score.argmax(1).tolist()
    paths = []
    for i, length in enumerate(lengths):
        path = [ends[i]]
        for step in range(length - 2, -1, -1):
            path.append(int(back[step][i, path[-1]]))
        paths.append(path[::-1])
    return paths
