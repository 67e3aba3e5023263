"""Run Stanza's tagger or NER training on a frozen encoder whose hidden states are computed only once.

python frozen.py stanza.models.tagger [its arguments]
"""

from __future__ import annotations

import argparse
import functools
import importlib
import itertools
from pathlib import Path
from typing import Any

import stanza.models.common.bert_embedding as bert_embedding
import torch
from torch import Tensor


class HiddenStates:
    """Stands in for ``extract_bert_embeddings``: every sentence's last layers, kept in memory as halves."""

    def __init__(self, layers: int) -> None:
        self.layers = layers
        self.states: dict[tuple[str, ...], Tensor] = {}

    def __call__(
        self, name: str, tokenizer: Any, model: Any, data: list[list[str]], device: Any, keep_endpoints: bool,
        detach: bool = True, bert_layer_mix: Any = None, peft_name: str | None = None,
    ) -> list[Tensor]:  # fmt: skip
        """Embeddings of the words of each sentence, mixed as the model asks."""
        keys = [tuple(words) for words in data]
        missing = sorted({key for key in keys if key not in self.states}, key=len)
        for start in range(0, len(missing), 64):
            self.compute(missing[start : start + 64], name, tokenizer, model, device)
        mix = bert_layer_mix.weight[0] + 1 / self.layers
        rows = [torch.einsum("wld,l->wd", self.states[key].float(), mix) for key in keys]
        return rows if keep_endpoints else [row[1:-1] for row in rows]

    def compute(self, keys: list[tuple[str, ...]], name: str, tokenizer: Any, model: Any, device: Any) -> None:
        """Encode sentences of like length and keep their last layers."""
        mixed = bert_embedding.cloned_feature
        bert_embedding.cloned_feature = lambda hidden, detach, mix: torch.stack(hidden[-self.layers :], -2)
        training = model.training
        model.eval()
        try:
            with torch.no_grad(), torch.autocast(torch.device(device).type, dtype=torch.bfloat16):
                rows = bert_embedding.extract_base_embeddings(
                    name, tokenizer, model, [list(key) for key in keys], device, True, True, None
                )
        finally:
            bert_embedding.cloned_feature = mixed
            model.train(training)
        self.states.update((key, row.half()) for key, row in zip(keys, rows, strict=True))


def go_on_from(model: Path, module: Any) -> None:
    """Make the tagger's training go on from a finished tagger, with the numbering of its tags."""
    from stanza.models.pos.vocab import MultiVocab

    content = torch.load(model, map_location="cpu", weights_only=True)
    vocabulary = MultiVocab.load_state_dict(content["vocab"])
    module.Dataset.init_vocab = staticmethod(lambda docs, args, tag_columns=None: vocabulary)
    module.Trainer = functools.partial(module.Trainer, model_file=str(model))


def decay_rate(trainer: Any, steps: int) -> None:
    """Make the tagger's learning rate fall linearly to nearly zero over so many steps."""
    update, done = trainer.update, itertools.count()

    def decayed(self: Any, batch: Any, eval: bool = False) -> Any:
        left = max(0.02, 1 - next(done) / steps)
        for optimizer in self.optimizers.values():
            for group in optimizer.param_groups:
                group["lr"] = left * self.args["lr"]
        return update(self, batch, eval)

    trainer.update = decayed


def main(layers: int = 4) -> None:
    """Patch the two modules that read the encoder and run the training named on the command line."""
    import stanza.models.ner.model as ner_model
    import stanza.models.pos.model as tagger_model

    ner_model.extract_bert_embeddings = tagger_model.extract_bert_embeddings = HiddenStates(layers)
    torch.set_num_threads(1)
    args = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    args.add_argument("module")
    args.add_argument("--go-on", type=Path, help="a finished tagger to train further")
    args.add_argument("--decay-steps", type=int, help="let the tagger's learning rate fall over so many steps")
    o, given = args.parse_known_args()
    module = importlib.import_module(o.module)
    if o.decay_steps:
        decay_rate(module.Trainer, o.decay_steps)
    if o.go_on:
        go_on_from(o.go_on, module)
    module.main(given)


if __name__ == "__main__":
    main()
