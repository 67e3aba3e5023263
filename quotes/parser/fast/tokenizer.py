"""Stanza's tokenizer without its data sets: the trained network, fed and read directly."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import softplus

from quotes.parser.fast.layers import BiLSTM, Packing, linear

PARAGRAPHS = 32  # read at once
SPACE = re.compile(r"[\s\u0080-\u009f]")  # what Stanza's tokenizer takes for a space
MAYBE_ADDRESS = re.compile(r"@|http|www\.|\.(?:gov|org|edu|net|com|co)\b")
CHARACTER_FEATURES: dict[str, Callable[[str], bool]] = {
    "space_before": lambda c: c == " ",
    "capitalized": str.isupper,
    "numeric": str.isdecimal,
}


class Tokenizer:
    """Stanza's tokenizer without its data sets: paragraphs to tokens in sentences."""

    WINDOW = 1000  # characters read at once, as Stanza does

    def __init__(self, model: Any, processor: Any) -> None:
        self.units: dict[str, int] = processor.vocab._unit2id
        self.unknown = self.units["<UNK>"]
        names = [n for n in model.args["feat_funcs"] if n in CHARACTER_FEATURES]
        self.features = [CHARACTER_FEATURES[n] for n in names]
        self.network = _Network(model)

    def __call__(self, texts: Sequence[str]) -> list[list[list[tuple[int, int, bool]]]]:
        """Return each text's sentences as lists of (start, end, whether it is a multi-word token)."""
        paragraphs = [_squeezed(text) for text in texts]
        labels = self._labels([characters for characters, _ in paragraphs])
        return [
            _decoded(characters, position, label)
            for (characters, position), label in zip(paragraphs, labels, strict=True)
        ]

    def _labels(self, paragraphs: list[str]) -> list[list[int]]:
        """Return a label per character: 1 ends a token, 2 also a sentence, 3 and 4 the same of a multi-word token.

        Paragraphs are read in windows; the next begins after the last sentence that ended in this one.
        """
        labels: list[list[int]] = [[] for _ in paragraphs]
        waiting = [i for i, paragraph in enumerate(paragraphs) if paragraph]
        while waiting:
            waiting.sort(key=lambda i: -self._length(paragraphs[i], len(labels[i])))
            for k in range(0, len(waiting), PARAGRAPHS):
                rows = waiting[k : k + PARAGRAPHS]
                for i, row in zip(rows, self._read([(paragraphs[i], len(labels[i])) for i in rows]), strict=True):
                    if len(labels[i]) + len(row) < len(paragraphs[i]):
                        row = row[: 1 + max((j for j, p in enumerate(row) if p in (2, 4)), default=len(row) - 1)]
                    labels[i] += row
            waiting = [i for i in waiting if len(labels[i]) < len(paragraphs[i])]
        for label, paragraph in zip(labels, paragraphs, strict=True):
            _finish(label, paragraph)
        return labels

    def _read(self, rows: list[tuple[str, int]]) -> list[list[int]]:
        """Label the window of each (paragraph, start), the longest first."""
        units: list[int] = []
        features: list[list[bool]] = []
        lengths = []
        get, unknown = self.units.get, self.unknown
        for paragraph, start in rows:
            window = paragraph[start : start + self.WINDOW]
            end = start + len(window) == len(paragraph)
            # Stanza has the network read one padding character after the last of a paragraph.
            lengths.append(len(window) + end)
            units += [get(c, unknown) for c in window] + [0] * end
            marks = [[feature(c) for c in window] + [False] * end for feature in self.features]
            marks.append([False] * (len(window) - 1) + [end] + [False] * end)
            marks.append([start == 0] + [False] * (lengths[-1] - 1))
            features += zip(*marks, strict=True)  # type: ignore[arg-type]
        labels = self.network(torch.tensor(units), torch.tensor(features, dtype=torch.float32), lengths)
        starts = [sum(lengths[:i]) for i in range(len(lengths))]
        return [
            labels[at : at + min(self.WINDOW, len(paragraph) - start)]
            for at, (paragraph, start) in zip(starts, rows, strict=True)
        ]

    def _length(self, paragraph: str, start: int) -> int:
        rest = len(paragraph) - start
        return self.WINDOW if rest > self.WINDOW else rest + 1


class _Network:
    """Stanza's tokenizer network: two bidirectional LSTMs, each with its own votes."""

    VOTES = ("tok_clf", "sent_clf", "mwt_clf")

    def __init__(self, model: Any) -> None:
        zero = torch.zeros(2, 1, model.rnn.hidden_size)
        self.embeddings = model.embeddings
        self.first = BiLSTM(model.rnn, zero, zero, quantize=False)
        self.second = BiLSTM(model.rnn2, zero, zero, quantize=False)
        self.damping = model.args["hier_invtemp"]
        first = [getattr(model, name) for name in self.VOTES]
        self.votes = linear(torch.cat([v.weight for v in first]), torch.cat([v.bias for v in first]), False)
        second = [getattr(model, f"{name}2") for name in self.VOTES]
        self.second_votes = linear(torch.cat([v.weight for v in second]), None, False)

    def __call__(self, units: Tensor, features: Tensor, lengths: list[int]) -> list[int]:
        """Return the label of each character of rows that lie end to end, longest first."""
        packing = Packing(lengths)
        states = self.first(torch.cat([self.embeddings(units), features], 1), packing)
        votes = self.votes(states)
        if self.damping > 0:
            states = states * (1 - torch.sigmoid(-votes[:, :1] * self.damping))
        votes = votes + self.second_votes(self.second(states, packing))
        ends, last, multi = votes.unbind(1)
        # Of the five labels' probabilities, "inside a token" is not the highest where this holds:
        ends = ends > softplus(-last.abs()) + softplus(-multi.abs())
        return (ends * (1 + (last > 0).int() + 2 * (multi > 0).int())).tolist()  # type: ignore[no-any-return]


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Return the text as the tokenizer reads it, one space for several, and each character's place in it."""
    text = SPACE.sub(" ", text).rstrip(" ")
    if "  " not in text:
        return text, list(range(len(text)))
    position = [i for i, c in enumerate(text) if c != " " or i == 0 or text[i - 1] != " "]
    return "".join([text[i] for i in position]), position


def _finish(labels: list[int], paragraph: str) -> None:
    """End the paragraph with a sentence; keep addresses in one token, as Stanza does."""
    from stanza.models.tokenization.utils import update_pred_regex

    if labels:
        labels[-1] = 4 if labels[-1] > 2 else 2
    if MAYBE_ADDRESS.search(paragraph):
        update_pred_regex(list(paragraph), labels)


def _decoded(characters: str, position: list[int], labels: list[int]) -> list[list[tuple[int, int, bool]]]:
    sentences: list[list[tuple[int, int, bool]]] = []
    sentence: list[tuple[int, int, bool]] = []
    start = 0
    for end in [i + 1 for i, label in enumerate(labels) if label]:
        token = characters[start:end]
        left, right = start + len(token) - len(token.lstrip(" ")), start + len(token.rstrip(" "))
        start = end
        if right <= left:
            continue
        sentence.append((position[left], position[right - 1] + 1, labels[end - 1] > 2))
        if labels[end - 1] in (2, 4):
            sentences.append(sentence)
            sentence = []
    return [*sentences, sentence] if sentence else sentences
