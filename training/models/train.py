"""Train the embedded English models: ``make models TREEBANK=… NER=… ENCODER=…``.

Every step is one of Stanza's own training modules in a process of its own, with a log in ``WORK/log``; a
step that ran to its end is not run again. Seeds are fixed. On one free core the parser takes one to two
hours and the rest together less than one; ``--device cuda`` uses a GPU.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from made_forms import add_forms
from pack import join_encoder, mean, pack, split_encoder, start_encoder
from prepare import prepare

HERE = Path(__file__).parent
SEED = 1234
# Small heads on the last four layers of the shared encoder; no word vectors anywhere.
TOKENIZER = "-m stanza.models.tokenizer --lang en --max_seqlen 300"
MWT = "-m stanza.models.mwt_expander --lang en --hidden_dim 50 --emb_dim 32"
LEMMATIZER = """-m stanza.models.lemmatizer --decay_epoch 6 --lr_decay 0.7 --hidden_dim 100 --emb_dim 32
    --pos_dim 32 --batch_size 100 --lr 2e-3"""  # pos_dim must equal emb_dim
PARSER = """--lang en --bert_finetune --bert_hidden_layers 4 --no_pretrain --no_char --no_ufeats
    --word_emb_dim 0 --tag_emb_dim 0 --hidden_dim 200 --num_layers 1 --deep_biaff_hidden_dim 100
    --no_linearization --no_distance --dropout 0.33 --word_dropout 0.1 --optim adamw
    --weight_decay 0 --bert_learning_rate 0.1 --bert_start_finetuning 0 --bert_warmup_steps 0 --no_plateau
    --no_second_optim --max_steps_before_stop 100000"""
TAGGER = """stanza.models.tagger --lang en --bert_hidden_layers 4 --no_pretrain --word_emb_dim 0
    --char_emb_dim 32 --char_hidden_dim 50 --transformed_dim 50 --hidden_dim 128 --num_layers 1
    --deep_biaff_hidden_dim 100 --composite_deep_biaff_hidden_dim 50 --tag_emb_dim 30 --dropout 0.33
    --word_dropout 0.1 --optim adamw --beta2 0.999 --batch_size 64 --fix_eval_interval"""
NER = """stanza.models.ner_tagger --bert_hidden_layers 4 --no_pretrain --word_emb_dim 0 --char_emb_dim 32
    --char_hidden_dim 50 --hidden_dim 128 --dropout 0.3 --optim adamw --lr 2e-3 --batch_size 32
    --max_batch_words 1500 --lr_decay 0.5 --patience 0"""


@dataclass(frozen=True)
class Plan:
    """How long each step trains."""

    sentences: int | None = None  # keep only so many sentences of each corpus
    tokenizer: int = 3000
    mwt_epochs: int = 4
    lemma_epochs: int = 12
    parser: int = 3000
    parser_decay_from: int = 900
    parser_batch: int = 750
    ner_words: int = 350  # of every parser step, for the encoder
    ner_weight: float = 0.7
    tag_weight: float = 0.3
    frozen_layers: int = 0
    parser_rate: float = 2e-3
    go_on: Path | None = None  # a finished model folder whose parser is trained further
    tagger: int = 900
    ner: int = 2400


TINY = Plan(24, tokenizer=20, mwt_epochs=1, lemma_epochs=1, parser=6, parser_decay_from=3, parser_batch=120,
            ner_words=100, tagger=6, ner=6)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """A training process: a module or script with arguments, and the file it leaves behind."""

    name: str
    command: list[str]
    result: Path


class Recipe:
    """The steps over one folder of prepared files."""

    def __init__(self, work: Path, encoder: Path, plan: Plan, device: str, silver: Path | None = None) -> None:
        self.data, self.saved, self.plan, self.device = work / "data", work / "saved", plan, device
        self.pretrained, self.start, self.tuned = encoder, self.saved / "start", self.saved / "encoder"
        self.joined, self.log = self.saved / "joined.pt", work / "log"
        more = ".silver" if silver else ""
        self.trees, self.names = self.data / f"parser.train{more}.conllu", self.data / f"ner.train{more}.json"
        gold = str(self.data / "train.conllu")
        self.tagged = f"{gold};{gold};{silver / 'trees.conllu'}" if silver else gold

    def step(self, name: str, module: str, **options: object) -> Step:
        """A step that leaves ``name.pt``: fixed arguments, and options of this run."""
        options |= {"save_dir": self.saved, "save_name": f"{name}.pt", "shorthand": "en_onrecord",
                    "seed": SEED, "device": self.device}  # fmt: skip
        given = [text for key, value in options.items() for text in (f"--{key}", str(value))]
        return Step(name, [*module.split(), *given], self.saved / f"{name}.pt")

    def tokenizer(self) -> Step:
        """Characters to tokens and sentences."""
        data, steps = self.data, self.plan.tokenizer
        return self.step(
            "tokenizer", TOKENIZER, txt_file=data / "train.txt", label_file=data / "train.labels",
            mwt_json_file=data / "dev.mwt.json", dev_txt_file=data / "dev.txt",
            dev_label_file=data / "dev.labels", dev_conll_gold=data / "dev.conllu",
            conll_file=self.saved / "tokenizer.dev.conllu", steps=steps, eval_steps=min(500, steps),
        )  # fmt: skip

    def mwt(self) -> Step:
        """Multi-word tokens to words."""
        return self.step(
            "mwt", MWT, train_file=self.data / "train.conllu", eval_file=self.data / "dev.contracted.conllu",
            gold_file=self.data / "dev.conllu", output_file=self.saved / "mwt.dev.conllu",
            num_epoch=self.plan.mwt_epochs,
        )  # fmt: skip

    def lemmatizer(self) -> Step:
        """Word and tag to lemma."""
        return self.step(
            "lemmatizer", LEMMATIZER, train_file=self.data / "lemma.train.conllu",
            eval_file=self.data / "dev.conllu", output_file=self.saved / "lemmatizer.dev.conllu",
            num_epoch=self.plan.lemma_epochs,
        )  # fmt: skip

    def parser(self) -> Step:
        """Heads and relations; this step fine-tunes the encoder."""
        plan = self.plan
        schedule = f"--steps {plan.parser} --decay-from {plan.parser_decay_from}"
        ours = f"{HERE / 'finetune.py'} --ner {self.names} {schedule}"
        ours += f" --frozen-layers {plan.frozen_layers} --ner-words {plan.ner_words} --ner-weight {plan.ner_weight}"
        ours += f" --tag-weight {plan.tag_weight} --schedule-file {self.saved / 'schedule.json'}"
        ours += f" --warmup 40 --continue-from {self.joined}" if plan.go_on else ""
        return self.step(
            "finetuned", f"{ours} -- {PARSER}", lr=plan.parser_rate,
            train_file=self.trees,
            eval_file=self.data / "dev.small.conllu", bert_model=self.start, batch_size=plan.parser_batch,
            eval_interval=min(200, plan.parser),
        )  # fmt: skip

    def tagger(self) -> Step:
        """Word classes, on the frozen encoder."""
        further = f"--go-on {self.plan.go_on / 'tagger.pt'}" if self.plan.go_on else ""
        return self.step(
            "tagger", f"{HERE / 'frozen.py'} {TAGGER} --decay-steps {self.plan.tagger} {further}",
            train_file=self.tagged, eval_file=self.data / "dev.small.conllu",
            lr=2e-3, bert_model=self.tuned, max_steps=self.plan.tagger,
            eval_interval=min(250, self.plan.tagger),
        )  # fmt: skip

    def ner(self) -> Step:
        """Names, on the frozen encoder; the character model sees the case that the encoder does not."""
        return self.step(
            "ner", f"{HERE / 'frozen.py'} {NER}", train_file=self.names,
            eval_file=self.data / "ner.dev.json", bert_model=self.tuned, max_steps=self.plan.ner,
            eval_interval=min(300, self.plan.ner),
        )  # fmt: skip

    def steps(self) -> Iterator[Step]:
        """All steps in order; the encoder is taken out of the parser before others read it frozen.

        Training that goes on ends halfway between where it began and where it came: that has been better than both.
        """
        yield from (self.tokenizer(), self.mwt(), self.lemmatizer())
        if not self.start.exists():
            start_encoder(self.plan.go_on / "encoder" if self.plan.go_on else self.pretrained, self.start)
        if self.plan.go_on and not self.joined.exists():
            join_encoder(self.plan.go_on, self.start, self.joined)
        yield self.parser()
        if (self.log / "finetuned.done").exists() and not (self.saved / "parser.pt").exists():
            tuned = self.saved / "finetuned.pt"
            if self.plan.go_on:
                mean(self.joined, tuned, self.saved / "halfway.pt")
                tuned = self.saved / "halfway.pt"
            split_encoder(tuned, self.start, self.tuned, self.saved / "parser.pt")
        yield from (self.tagger(), self.ner())


def add_silver(data: Path, silver: Path) -> None:
    """Write the annotated trees, twice, and names together with those that ``silver.py`` wrote beside them."""
    gold = (data / "parser.train.conllu").read_text(encoding="utf-8")
    trees = gold + gold + (silver / "trees.conllu").read_text(encoding="utf-8")
    (data / "parser.train.silver.conllu").write_text(trees, encoding="utf-8")
    both = [json.loads(path.read_text(encoding="utf-8")) for path in (data / "ner.train.json", silver / "names.json")]
    (data / "ner.train.silver.json").write_text(json.dumps(both[0] + both[1], ensure_ascii=False), encoding="utf-8")


def run(step: Step, log: Path) -> None:
    """Run a step unless it has been run to its end; its output goes to the log."""
    done = log.with_suffix(".done")
    if done.exists():
        return
    print(f"{step.name} …", flush=True)
    quiet = {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "OMP_NUM_THREADS": "1"}
    cache = {"ONEDNN_PRIMITIVE_CACHE_CAPACITY": "512"}  # batches come in many shapes
    with log.open("w", encoding="utf-8") as out:
        code = subprocess.call(
            [sys.executable, *step.command],
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, **quiet, **cache},
        )
    if code or not step.result.exists():
        sys.exit(f"{step.name} failed with status {code}: see {log}")
    done.touch()


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--treebank", type=Path, required=True, help="folder with *-ud-{train,dev,test}.conllu")
    args.add_argument("--ner", type=Path, required=True, help="folder with gum/, wikigold/ and re3d/")
    args.add_argument("--encoder", type=Path, required=True, help="folder of the pretrained transformer")
    args.add_argument("--wordnet", type=Path, help="folder of WordNet 3.0, for the lemmatizer (Debian: wordnet-base)")
    args.add_argument("--work", type=Path, required=True, help="where data, logs and checkpoints go")
    args.add_argument("--out", type=Path, required=True, help="where the finished models go")
    args.add_argument("--only", nargs="*", help="run only these steps, and do not pack")
    args.add_argument("--tiny", action="store_true", help="a few sentences and steps: only to see that it runs")
    args.add_argument("--device", default="cpu")
    args.add_argument("--frozen-layers", type=int, default=0, help="lowest layers left alone: a tuned encoder goes on")
    args.add_argument("--go-on", type=Path, help="a finished model folder: train its encoder and parser further")
    args.add_argument("--silver", type=Path, help="folder that silver.py wrote")
    args.add_argument("--parser-rate", type=float, default=2e-3, help="learning rate; the encoder's is a tenth")
    args.add_argument("--parser-steps", type=int, nargs=2, metavar=("STEPS", "DECAY_FROM"))
    return args


def main(given: list[str] | None = None) -> None:
    """Prepare the data, run the steps, pack the models."""
    o = arguments().parse_args(given)
    plan = replace(TINY if o.tiny else Plan(), frozen_layers=o.frozen_layers, parser_rate=o.parser_rate, go_on=o.go_on)
    if o.parser_steps:
        plan = replace(plan, parser=o.parser_steps[0], parser_decay_from=o.parser_steps[1])
    for folder in (o.work / "saved", o.work / "log"):
        folder.mkdir(parents=True, exist_ok=True)
    if not (o.work / "data" / "ner.news.json").exists():
        prepare(o.treebank, o.ner, o.work / "data", plan.sentences)
    if o.silver:
        add_silver(o.work / "data", o.silver)
    for step in Recipe(o.work, o.encoder, plan, o.device, o.silver).steps():
        if not o.only or step.name in o.only:
            run(step, o.work / "log" / f"{step.name}.log")
    if o.wordnet and not o.only:
        add_forms(o.work / "saved" / "lemmatizer.pt", o.wordnet, o.work / "data" / "lemma.train.conllu")
    if not o.only:
        pack(o.work / "saved", o.out)


if __name__ == "__main__":
    main()
