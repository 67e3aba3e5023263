"""Learn the hints of attribution: the network of ``token_scores``, over the frozen transformer's states.

    python -m training.token_scores POLNEAR_TRAIN --docs train.spacy --kept hinted.spacy [--out quotes/models/cues]

Learns from a folder as ``cue_ranker`` does, and keeps the parses with hints: those for each fifth of the articles by
a network learned on the others, so that what ``training.cue_ranker`` learns from them holds for new text. Takes 3 GB of
memory and, on one core, some twenty minutes.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from spacy.tokens import Doc, DocBin, Token
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

from quotes.parser.fast.steps import FastSteps, read_by_all
from quotes.parser.fast.token_scores import WEIGHTS, Hinter, HintNetwork
from quotes.parser.parse import Parser
from quotes.parser.stanza_steps import model_form
from quotes.parser.types import Hint
from training.attribution_corpus import KEPT, Gold, arguments, parsed
from training.span_selection import FOLDS, fold

NARROW, SIZE = 192, 128  # widths of the projection and of each direction of the LSTM
DROPPED = 0.3
EPOCHS, RATE, WORDS = 4, 2e-3, 2500  # passes, highest learning rate, words of a step
SEED = 20160908
PARTS = ("cue", "source", "content")


class Example(NamedTuple):
    """A sentence: its tokens' indexes, the states of its words [words, width], its labels [words, 5]."""

    words: list[int]
    states: Tensor
    labels: Tensor


def sentences(doc: Doc) -> Iterator[list[Token]]:
    """Yield the words of each sentence that a parse has, without what only fills its gaps."""
    for sentence in doc.sents:
        if words := [t for t in sentence if t.tag_]:
            yield words


def labels(gold: Gold) -> NDArray[np.float32]:
    """Return [tokens, 5]: 1 where a hint of that kind is right."""
    out = np.zeros((len(gold.doc), len(Hint._fields)), np.float32)
    for attribution in gold.attributions:
        for column, part in enumerate(PARTS):
            found = [i for start, end in attribution[part] for i in _tokens(gold.doc, start, end)]
            out[found, column] = 1
            if part == "content" and found:
                out[min(found), column + 1] = out[max(found), column + 2] = 1
    return out


def _tokens(doc: Doc, start: int, end: int) -> list[int]:
    span = doc.char_span(start, end, alignment_mode="expand")
    return [t.i for t in span or () if not t.is_space]


def examples(corpus: Iterable[Gold], steps: FastSteps) -> list[list[Example]]:
    """Return the sentences of each article."""
    out = []
    for gold in corpus:
        words, right = list(sentences(gold.doc)), torch.from_numpy(labels(gold))
        with torch.inference_mode():
            hidden = steps.encoder([[model_form(t.text) for t in sentence] for sentence in words])
        out.append([
            Example([t.i for t in sentence], read_by_all(states).half(), right[[t.i for t in sentence]])
            for sentence, states in zip(words, hidden, strict=True)
        ])  # fmt: skip
    return out


def learn(found: Sequence[Example], epochs: int = EPOCHS) -> HintNetwork:
    """Return a network learned from sentences."""
    torch.manual_seed(SEED)
    generator = random.Random(SEED)
    network = HintNetwork(found[0].states.shape[1], NARROW, SIZE)
    steps = epochs * len(_batches(found, generator))
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps + epochs, pct_start=0.1)
    for batch in (b for _ in range(epochs) for b in _batches(found, generator)):
        scores, right = _forward(network, [example.states.float() for example in batch]), [e.labels for e in batch]
        loss = nn.functional.binary_cross_entropy_with_logits(scores, torch.cat(right))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimizer.step()
        schedule.step()
    return network.eval()


def _batches(found: Sequence[Example], generator: random.Random) -> list[list[Example]]:
    """Return all sentences in random batches of about ``WORDS`` words, each of sentences of about one length."""
    order = sorted(found, key=lambda e: -len(e.words) + 4 * generator.random())
    places = np.cumsum([len(e.words) for e in order]) // WORDS
    batches = [[e for _, e in group] for _, group in groupby(zip(places, order, strict=True), key=lambda pair: pair[0])]
    generator.shuffle(batches)
    return batches


def _forward(network: HintNetwork, states: Sequence[Tensor]) -> Tensor:
    """Return the scores of all words, [words, 5], with dropout."""
    lengths = [len(s) for s in states]
    flat = nn.functional.dropout(torch.cat(list(states)), DROPPED)
    flat = nn.functional.dropout(torch.relu(network.narrow(flat)), DROPPED)
    padded = pad_sequence(list(flat.split(lengths)), batch_first=True)
    packed = pack_padded_sequence(padded, lengths, batch_first=True, enforce_sorted=False)
    read, _ = pad_packed_sequence(network.lstm(packed)[0], batch_first=True)
    read = torch.cat([row[:n] for row, n in zip(read, lengths, strict=True)])
    scores: Tensor = network.out(nn.functional.dropout(torch.cat([read, flat], 1), DROPPED))
    return scores


def hint(network: HintNetwork, article: Sequence[Example], doc: Doc) -> NDArray[np.float32]:
    """Write a network's hints into a parse; return them, [tokens, 5] from 0 to 1."""
    order = sorted(article, key=lambda e: -len(e.words))
    hints = np.zeros((len(doc), len(Hint._fields)), np.uint8)
    with torch.inference_mode():
        for example, rows in zip(order, Hinter(network)([e.states.float() for e in order]), strict=True):
            hints[example.words] = rows
    doc.user_data["hints"] = hints
    return hints.astype(np.float32) / 100


def report(right: Sequence[NDArray[np.float32]], said: Sequence[NDArray[np.float32]]) -> str:
    """Return F1 in percent of each kind of hint, a hint being given from 0.4 on."""
    gold, ours = np.concatenate(right) > 0, np.concatenate(said) >= 0.4
    both = 2 * (gold & ours).sum(0) / (gold.sum(0) + ours.sum(0))
    return ", ".join(f"{name} {100 * value:.1f}" for name, value in zip(Hint._fields, both, strict=True))


def main() -> None:
    """Write the network and the parses with hints."""
    given = arguments(__doc__, "quotes/models/cues", kept=True)
    corpus = list(parsed(given.folder, given.docs))
    steps = Parser().steps
    assert isinstance(steps, FastSteps)
    found = examples(corpus, steps)
    said: dict[int, NDArray[np.float32]] = {}
    for left_out in range(FOLDS):
        network = learn([e for g, article in zip(corpus, found, strict=True) if fold(g) != left_out for e in article])
        said.update(
            (i, hint(network, found[i], gold.doc)) for i, gold in enumerate(corpus) if fold(gold) == left_out
        )  # fmt: skip
        print(f"fifth {left_out + 1} of {FOLDS} learned without", flush=True)
    print("words, F1:", report([labels(gold) for gold in corpus], [said[i] for i in range(len(corpus))]))
    kept = DocBin(attrs=KEPT, store_user_data=True, docs=[gold.doc for gold in corpus])
    kept.to_disk(given.kept)
    network = learn([e for article in found for e in article])
    given.out.mkdir(parents=True, exist_ok=True)
    arrays = {name: value.half().numpy() for name, value in network.state_dict().items()}
    np.savez_compressed(given.out / WEIGHTS.name, **arrays)


if __name__ == "__main__":
    main()
