"""Run Stanza's tagger or NER training on a frozen encoder whose hidden states are computed only once.

python frozen.py stanza.models.tagger [its arguments]
"""

from __future__ import annotations

import runpy
import sys
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

    def compute(
        self, keys: list[tuple[str, ...]], name: str, tokenizer: Any, model: Any, device: Any
    ) -> None:
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


def main(layers: int = 4) -> None:
    """Patch the two modules that read the encoder and run the training named on the command line."""
    import stanza.models.ner.model as ner_model
    import stanza.models.pos.model as tagger_model

    ner_model.extract_bert_embeddings = tagger_model.extract_bert_embeddings = HiddenStates(layers)
    torch.set_num_threads(1)
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
