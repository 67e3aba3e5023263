"""Fine-tune the shared encoder: Stanza's own parser training, with three changes for one small encoder on a
CPU.

* Speed: the encoder runs in bf16 on rows grouped by length, attention by plain products, AdamW fused; embeddings
  (and "--frozen-layers", for an encoder that was tuned before) stay as they are.
* Schedule: warm-up, constant, then linear decay to zero ("--decay-from", "--steps"), which Stanza does not
  have.
* Shared knowledge: the tagger and the NER tagger later read this encoder frozen. Linear heads, thrown
  away afterwards unless "--heads" names a file for them, make it keep what they need: part-of-speech tags of
  the same sentences, entities of the NER corpus.

    python finetune.py --ner NER.json --steps N --decay-from N -- [arguments of stanza.models.parser]
"""

from __future__ import annotations

import argparse
import functools
import json
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import stanza.models.common.bert_embedding as bert_embedding
import stanza.models.depparse.model as parser_model
import stanza.models.depparse.trainer as parser_trainer
import torch
from stanza.models import parser
from stanza.models.common.biaffine import DeepBiaffineScorer
from stanza.models.pos.vocab import MultiVocab
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

MAX_PIECES = 2048  # word pieces of one forward pass: bounds memory whatever a batch holds
TAGS = {"upos": 4, "xpos": 5}  # auxiliary tasks: column of Stanza's parser batches


def group_rows(lengths: list[int], limit: int) -> Iterator[list[int]]:
    """Group row indexes of like length so that a padded group holds at most ``limit`` pieces."""
    group: list[int] = []
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        if group and (len(group) + 1) * lengths[i] > limit:
            yield group
            group = []
        group.append(i)
    if group:
        yield group


class GroupedEncoder:
    """Stands in for Stanza's ``build_cloned_features``: encodes rows in groups of like length, under bf16.

    Stanza pads a whole batch to its longest row: one URL among short sentences costs gigabytes. The lowest
    ``frozen`` layers are not tuned, and what they make of a row is kept, as halves, for the next time.
    """

    def __init__(self, frozen: int) -> None:
        self.frozen = frozen
        self.kept: dict[tuple[int, ...], Tensor] = {}
        self.original = bert_embedding.build_cloned_features

    def __call__(
        self, model: Any, tokenizer: Any, mask: Tensor, ids: Tensor, detach: bool, mix: Any, device: Any
    ) -> list[Tensor]:
        """Mixed last hidden states of each row."""
        lengths = mask.sum(1).tolist()
        rows: list[Tensor] = [ids.new_empty(0)] * len(lengths)
        for group in group_rows(lengths, MAX_PIECES):
            width = lengths[group[-1]]
            if width > tokenizer.model_max_length:
                few = (mask[group][:, :width], ids[group][:, :width])
                features = self.original(model, tokenizer, *few, detach, mix, device)
            else:
                states = self.states(model, [ids[i, : lengths[i]] for i in group])
                features = bert_embedding.cloned_feature(states, detach, mix)
            for i, feature in zip(group, features, strict=True):
                rows[i] = feature
        return rows

    def states(self, model: Any, rows: list[Tensor]) -> list[Tensor]:
        """Hidden states of the rows from the topmost frozen layer upwards."""
        lengths = torch.tensor([len(row) for row in rows], device=rows[0].device)
        seen = torch.arange(int(lengths.max()), device=rows[0].device) < lengths[:, None]
        mask = None if bool(seen.all()) else (~seen * -1e4)[:, None, None, :]
        with torch.autocast(rows[0].device.type, dtype=torch.bfloat16):
            hidden = [self.lower(model, rows, mask)]
            run = layer_runner(model, hidden[0], mask)
            for layer in model.encoder.layer[self.frozen :]:
                hidden.append(run(layer, hidden[-1]))
        return [state.float() for state in hidden]

    def lower(self, model: Any, rows: list[Tensor], mask: Tensor | None) -> Tensor:
        """Output of the embeddings and the frozen layers, padded."""
        keys = [tuple(row.tolist()) for row in rows]
        if not all(key in self.kept for key in keys):
            with torch.no_grad():
                empty = model.config.pad_token_id
                hidden = model.embeddings(nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=empty))
                run = layer_runner(model, hidden, mask)
                for layer in model.encoder.layer[: self.frozen]:
                    hidden = run(layer, hidden)
            self.kept.update((key, row[: len(key)].half()) for key, row in zip(keys, hidden, strict=True))
        return nn.utils.rnn.pad_sequence([self.kept[key].float() for key in keys], batch_first=True)


def layer_runner(model: Any, hidden: Tensor, mask: Tensor | None) -> Callable[[Any, Tensor], Tensor]:
    """Return how to run a layer on states like these: BERT's, or MPNet's with its bias for relative positions."""
    if model.config.model_type != "mpnet":
        return lambda layer, states: layer(states, mask)
    bias = model.encoder.compute_position_bias(hidden)
    return lambda layer, states: layer(states, mask, bias)[0]


def remembered_states() -> list[Tensor]:
    """Return a list that from now on holds the states that the parser was last given, a row for each sentence."""
    extract, rows = parser_model.extract_bert_embeddings, list[Tensor]()

    def remember(*args: Any, **kwargs: Any) -> list[Tensor]:
        rows[:] = extract(*args, **kwargs)
        return list(rows)

    parser_model.extract_bert_embeddings = remember
    return rows


def patch_speed(frozen: int) -> None:
    """Make Stanza's training fast for a small encoder on a CPU, and freeze what is not to be tuned."""
    bert_embedding.build_cloned_features = GroupedEncoder(frozen)
    torch.optim.AdamW = functools.partial(torch.optim.AdamW, fused=True)
    forward, load = DeepBiaffineScorer.forward, parser_trainer.load_bert

    def scores(self: Any, *inputs: Tensor) -> Tensor:
        with torch.autocast(inputs[0].device.type, dtype=torch.bfloat16, enabled=self.training):
            return forward(self, *inputs).float()

    def load_partly_frozen(*args: Any, **kwargs: Any) -> tuple[Any, Any]:
        model, tokenizer = load(*args, **kwargs)
        if model.config.model_type == "bert":
            model.set_attn_implementation("eager")  # at 30 pieces a sentence a third faster than the fused kernel
        still = [model.embeddings, *model.encoder.layer[:frozen]]
        if model.config.model_type == "mpnet":
            still.append(model.encoder.relative_attention_bias)
        for part in still:
            part.requires_grad_(False)
        for module in model.modules():  # the parser's own dropout suffices; random numbers cost time
            if isinstance(module, nn.Dropout):
                module.p = 0.0
        return model, tokenizer

    DeepBiaffineScorer.forward = scores
    parser_trainer.load_bert = load_partly_frozen


def keep_vocabulary(model: Path) -> None:
    """Make the training go on from a model number tags and relations as that model does."""
    content = torch.load(model, map_location="cpu", weights_only=True)
    vocabulary = MultiVocab.load_state_dict(content["vocab"])
    parser.DataLoader = functools.partial(parser.DataLoader, vocab=vocabulary)


class Schedule:
    """Learning rate factor by step: linear warm-up, constant, linear decay to nearly zero.

    A running training rereads the file, if one is given: its end can be moved to fit the hours there are.
    """

    def __init__(self, steps: int, decay_from: int, warmup: int, file: Path | None) -> None:
        self.steps, self.decay_from, self.warmup, self.file = steps, decay_from, warmup, file

    def __call__(self, step: int) -> float:
        if self.file and self.file.exists() and step % 20 == 0:
            self.steps, self.decay_from = json.loads(self.file.read_text())
        if step <= self.warmup:
            return step / self.warmup
        return min(1.0, max(0.02, (self.steps - step) / (self.steps - self.decay_from)))


class EntityBatches:
    """Endless batches of about ``words`` words of the NER corpus, sentences of like length together."""

    def __init__(self, path: Path, words: int, seed: int) -> None:
        sentences = [[(w["text"], w["ner"]) for w in s] for s in json.loads(path.read_text(encoding="utf-8"))]
        self.tags = sorted({t for s in sentences for _, t in s})
        self.random = random.Random(seed)
        self.batches: list[list[list[tuple[str, str]]]] = []
        batch: list[list[tuple[str, str]]] = []
        for sentence in sorted(sentences, key=lambda s: (len(s), self.random.random())):
            batch.append(sentence)
            if sum(map(len, batch)) >= words:
                self.batches.append(batch)
                batch = []
        if batch:
            self.batches.append(batch)

    def __iter__(self) -> Iterator[tuple[list[list[str]], Tensor]]:
        index = {t: i for i, t in enumerate(self.tags)}
        while True:
            order = list(range(len(self.batches)))
            self.random.shuffle(order)
            for i in order:
                batch = self.batches[i]
                yield (
                    [[w for w, _ in s] for s in batch],
                    torch.tensor([index[t] for s in batch for _, t in s]),
                )


class SharedTraining:
    """Replaces ``Trainer.update``: parser loss + tag loss + entity loss, one step of all optimizers."""

    def __init__(self, schedule: Schedule, entities: EntityBatches | None, options: argparse.Namespace) -> None:
        self.schedule, self.entities, self.options = schedule, entities, options
        self.stream = iter(entities) if entities else None
        self.encoded: list[Tensor] = []
        self.base: dict[int, float] = {}
        self.heads: nn.ModuleDict | None = None

    def install(self) -> None:
        """Put this training in the place of Stanza's update step."""
        self.encoded = remembered_states()
        parser_trainer.Trainer.update = lambda trainer, batch, eval=False: self.update(trainer, batch)
        if self.options.heads:
            save = parser_trainer.Trainer.save

            def save_with_heads(*args: Any, **kwargs: Any) -> None:
                save(*args, **kwargs)
                assert self.heads is not None
                torch.save(self.heads.state_dict(), self.options.heads)

            parser_trainer.Trainer.save = save_with_heads

    def start(self, trainer: Any) -> None:
        """Build the auxiliary heads and remember the base learning rates."""
        size, device = trainer.model.bert_model.config.hidden_size, trainer.model.get_device()
        heads = {name: nn.Linear(size, len(trainer.vocab[name])) for name in TAGS}
        if self.entities:
            heads["ner"] = nn.Linear(size, len(self.entities.tags))
        self.heads = nn.ModuleDict(heads).to(device)
        trainer.optimizer["auxiliary"] = torch.optim.AdamW(self.heads.parameters(), lr=2e-3, weight_decay=0.0)
        self.base = {
            id(g): g["initial_lr"] if "initial_lr" in g else g["lr"]
            for optimizer in trainer.optimizer.values()
            for g in optimizer.param_groups
        }

    def update(self, trainer: Any, batch: Any) -> tuple[float, None]:
        """One training step on one batch of Stanza's loader."""
        if self.heads is None:
            self.start(trainer)
        factor = self.schedule(trainer.global_step)
        if trainer.global_step > self.schedule.steps:
            sys.exit(0)
        for optimizer in trainer.optimizer.values():
            optimizer.zero_grad()
            for group in optimizer.param_groups:
                group["lr"] = factor * self.base[id(group)]
        trainer.model.train()
        loss = self.loss(trainer, batch)
        loss.backward()
        nn.utils.clip_grad_norm_(trainer.model.parameters(), trainer.args["max_grad_norm"])
        for optimizer in trainer.optimizer.values():
            optimizer.step()
        return loss.item(), None

    def loss(self, trainer: Any, batch: Any) -> Tensor:
        """Parser loss per word plus the weighted losses of the auxiliary heads."""
        assert self.heads is not None
        inputs, _, word_index, lengths, word_lengths, text = parser_trainer.unpack_batch(
            batch, trainer.model.get_device()
        )
        loss, _ = trainer.model.loss(*inputs, word_index, lengths, word_lengths, text)
        # the first position of a row is Stanza's artificial root
        seen = torch.cat([row[1:-1] for row in self.encoded])
        for name, column in TAGS.items():
            gold = torch.cat([row[1:length] for row, length in zip(inputs[column], lengths, strict=True)])
            loss = loss + self.options.tag_weight * cross_entropy(self.heads[name](seen), gold)
        if self.stream:
            words, tags = next(self.stream)
            model = trainer.model
            rows = bert_embedding.extract_base_embeddings(
                "",
                model.bert_tokenizer,
                model.bert_model,
                words,
                seen.device,
                False,
                False,
                model.bert_layer_mix,
            )
            scores = self.heads["ner"](nn.functional.dropout(torch.cat(rows), 0.2))
            loss = loss + self.options.ner_weight * cross_entropy(scores, tags.to(seen.device))
        return loss


def main() -> None:
    """Split the arguments at ``--`` and run Stanza's parser training under the patches."""
    split = sys.argv.index("--")
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--ner", type=Path)
    args.add_argument("--continue-from", type=Path, help="parser file with an encoder inside")
    args.add_argument("--heads", type=Path, help="keep the heads of each parser that is saved in this file")
    args.add_argument("--frozen-layers", type=int, default=0, help="leave so many lowest layers as they are")
    args.add_argument("--ner-words", type=int, default=300)
    args.add_argument("--ner-weight", type=float, default=0.5)
    args.add_argument("--tag-weight", type=float, default=0.3)
    args.add_argument("--steps", type=int, required=True)
    args.add_argument("--decay-from", type=int, required=True)
    args.add_argument("--warmup", type=int, default=150)
    args.add_argument("--schedule-file", type=Path)
    args.add_argument("--threads", type=int, default=1)
    options = args.parse_args(sys.argv[1:split])
    torch.set_num_threads(options.threads)
    given = sys.argv[split + 1 :]
    patch_speed(options.frozen_layers)
    if options.continue_from:
        keep_vocabulary(options.continue_from)
        given += ["--continue_from", str(options.continue_from)]
    schedule = Schedule(options.steps, options.decay_from, options.warmup, options.schedule_file)
    entities = EntityBatches(options.ner, options.ner_words, seed=1234) if options.ner else None
    SharedTraining(schedule, entities, options).install()
    parser.main([*given, "--max_steps", str(options.steps + 100000)])


if __name__ == "__main__":
    main()
