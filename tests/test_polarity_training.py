"""The recipe of the judge of polarity runs from corpora to layers, on sentences of our own and random encoders."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from attribution.polarity import read_questions
from attribution.polarity_model import HIDDEN, LAYERS, MARKS, Question, unpacked
from bench import polarity as recipe

SIDES = {"slammed": -1, "blamed": -1, "met": 0, "called": 0, "praised": 1, "thanked": 1}
NAMES = ["brandt", "quill", "orme", "tesk"]


@pytest.fixture(scope="module")
def newsmtsc(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "train.jsonl"
    records = []
    for name in NAMES:
        for verb, side in SIDES.items():
            target = {"Input.gid": f"{name}-{verb}", "from": len(verb) + 5, "to": len(verb) + 5 + len(name)}
            records.append(
                {"sentence_normalized": f"they {verb} {name}", "targets": [{**target, "polarity": 4 + 2.0 * side}]}
            )
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


@pytest.fixture(scope="module")
def dse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "train.txt"
    classes = {-1: ("3", "4"), 0: ("0", "0"), 1: ("1", "2")}
    lines = []
    for one, other in zip(NAMES, NAMES[1:] + NAMES[:1], strict=True):
        for verb, side in SIDES.items():
            lines.append(f"[{one}] {verb} [{other}]\t{one}\t{other}\t{classes[side][0]}")
            lines.append(f"[{one}] {verb} [{other}]\t{other}\t{one}\t{classes[side][1]}")
    path.write_text("\n".join(lines) + "\n")
    return path


def encoder(folder: Path, kind: str) -> Path:
    """Write a random encoder of BERT's or of MPNet's kind and its tokenizer."""
    from transformers import BertConfig, BertModel, BertTokenizerFast, MPNetConfig, MPNetModel, MPNetTokenizerFast

    words = [*MARKS, *HIDDEN, "they", *SIDES, *NAMES]
    sizes = {"num_hidden_layers": 2, "num_attention_heads": 2, "hidden_size": 24, "intermediate_size": 32}
    special = (
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
        if kind == "bert"
        else ["<s>", "<pad>", "</s>", "[UNK]", "<mask>"]
    )
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join([*special, *words]))
    tokenizer = (BertTokenizerFast if kind == "bert" else MPNetTokenizerFast)(str(folder / "vocab.txt"))
    tokenizer.save_pretrained(folder)
    torch.manual_seed(3)
    if kind == "bert":
        BertModel(BertConfig(vocab_size=len(special) + len(words), **sizes)).save_pretrained(folder)
    else:
        MPNetModel(MPNetConfig(vocab_size=len(special) + len(words), **sizes)).save_pretrained(folder)
    return folder


def test_a_line_of_dse_is_asked_once_without_a_holder(dse: Path) -> None:
    asked = recipe.one_each(read_questions(dse))
    assert len(asked) == len(dse.read_text().splitlines())
    assert {question.holder for question in asked} == {None}
    assert {question.target.start > 3 for question in asked} == {True, False}
    assert asked == recipe.one_each(read_questions(dse))


@pytest.mark.parametrize("kind", ["bert", "mpnet"])
def test_it_learns_what_it_is_shown(newsmtsc: Path, dse: Path, tmp_path: Path, kind: str) -> None:
    folder = encoder(tmp_path / kind, kind)
    pieces = recipe._pieces(folder)
    anyone, directed = (recipe.examples(read_questions(path), pieces) for path in (newsmtsc, dse))
    model = recipe.learn(anyone, directed, folder, recipe.Recipe(120, 5e-3, 5e-3))
    for shown in (anyone, directed):
        with torch.inference_mode():
            assert model(shown).argmax(1).tolist() == [e.answer.index(1.0) for e in shown]
    told = recipe.probabilities(model, [e.encoded for e in anyone])
    assert told.argmax(1).tolist() == [e.answer.index(1.0) for e in anyone]
    assert torch.allclose(told.sum(1), torch.ones(len(anyone)), atol=1e-2)


def test_what_is_still_and_the_embeddings_stay_as_they_were(newsmtsc: Path, tmp_path: Path) -> None:
    folder = encoder(tmp_path / "bert", "bert")
    before = recipe.Classifier(folder).state_dict()
    shown = recipe.examples(read_questions(newsmtsc), recipe._pieces(folder))
    after = recipe.learn(shown, [], folder, recipe.Recipe(10, 3e-3, 3e-3, still=1)).state_dict()
    changed = {n for n, value in after.items() if n.startswith("bert.") and not torch.equal(value, before[n])}
    assert changed and {re.match(r"bert\.encoder\.layer\.(\d)", name)[1] for name in changed} == {"1"}


def test_the_whole_recipe(newsmtsc: Path, dse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small, large = encoder(tmp_path / "small", "bert"), encoder(tmp_path / "large", "mpnet")
    given = [str(newsmtsc), str(dse), "--encoder", str(small), "--teacher", str(large)]
    monkeypatch.setattr(sys, "argv", ["polarity", *given, "--told", f"{tmp_path}/told.npy", "--out", str(tmp_path)])
    recipe.main()
    told = np.load(tmp_path / "told.npy")
    assert told.shape == (len(dse.read_text().splitlines()), 3)
    with np.load(tmp_path / LAYERS) as file:
        names = unpacked(file).keys()
    assert {"encoder.layer.1.output.dense.weight", "middle.weight", "anyone.bias", "directed.weight"} <= names
    monkeypatch.setattr(recipe, "taught", lambda *_: pytest.fail("the answers are kept"))
    recipe.main()


def test_hidden_names_are_marked_for_either_encoder(tmp_path: Path) -> None:
    for kind, ends in (("bert", ("[CLS]", "[SEP]")), ("mpnet", ("<s>", "</s>"))):
        pieces = recipe._pieces(encoder(tmp_path / kind, kind))
        text = "they praised quill"
        ids, target = pieces(Question(text, recipe.polarity.Span(13, 18)))
        words = [pieces.tokenizer.id_to_token(i) for i in ids]
        assert words == [ends[0], "they", "praised", MARKS[0], HIDDEN[0], MARKS[1], ends[1]]
        assert words[target] == MARKS[0]
