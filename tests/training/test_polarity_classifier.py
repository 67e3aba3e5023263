"""The recipe of the judge of polarity runs from corpora to layers, on sentences of our own and random encoders."""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from spacy.tokens import Doc
from spacy.vocab import Vocab

from attribution.stance.classifier import HIDDEN, LAYERS, MARKS, TargetedText, unpacked
from onrecord.evaluation.polarity_corpora import PolarityItem, read_polarity_items
from quotes.types import Article, Span
from training import polarity_classifier as recipe
from training import polarity_questions as asked

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


PLAIN = (
    "Quill arrived in Tarsk early on Monday morning. Nobody else was expected to be there. Orme went home.\n\n"
    "Brandt, who had met Orme in Karsk before, slammed the plan that Orme had made."
)


class Named:
    """A parser that knows capital letters: what begins with one is a name, what ends with a stop a sentence."""

    def parse_all(self, articles: Iterable[Article]) -> Iterator[Doc]:
        for article in articles:
            words = re.findall(r"\w+|[.,]|\n+", article.text)
            at = [match.start() for match in re.finditer(r"\w+|[.,]|\n+", article.text)]
            spaces = [article.text[k + len(w) : k + len(w) + 1] == " " for k, w in zip(at, words, strict=True)]
            starts = [k == 0 or words[k - 1] in (".", "\n\n") for k in range(len(words))]
            names = ["B-PERSON" if w.lower() in (*NAMES, "tarsk", "karsk") else "O" for w in words]
            yield Doc(Vocab(), words, spaces, sent_starts=starts, ents=names)


def test_names_are_asked_that_nobody_judged(
    newsmtsc: Path, dse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked, "Parser", Named)
    (tmp_path / "a.txt").write_text(PLAIN)
    more = PolarityItem("x", "we said that they slammed Quill and Orme", Span(26, 31), None, "0")
    judged = [*read_polarity_items(newsmtsc), more]
    questions = asked.asked(judged, read_polarity_items(dse), [str(tmp_path)])
    found = [(q.text, q.target.of(q.text)) for q in questions]
    assert len(set(questions)) == len(questions) and {q.holder for q in questions} == {None}
    assert {text for text, _ in found[:48]} == {item.text for item in read_polarity_items(dse)}, "both names, once"
    assert found[48] == (more.text, "Orme"), "not the one that is judged"
    one, other = sorted(found[49:], key=lambda pair: len(pair[0]))
    assert one[0] == "Quill arrived in Tarsk early on Monday morning." and one[1] in ("Quill", "Tarsk")
    assert other[0].startswith("Brandt, who") and other[1] in ("Brandt", "Orme", "Karsk"), "and none in short sentences"
    assert questions == asked.asked(judged, read_polarity_items(dse), [str(tmp_path)])


def test_what_was_told_is_kept(tmp_path: Path) -> None:
    one, other = TargetedText("they met\u2028“Orme”", Span(10, 14)), TargetedText("Quill", Span(0, 5))
    told = [(one, (0.25, 0.5, 0.25)), (other, (0.0, 1.0, 0.0))]
    asked.write_told(tmp_path / "told.jsonl", [q for q, _ in told], [a for _, a in told])
    assert asked.read_told(tmp_path / "told.jsonl") == told


def test_all_cards_come_before_any_comes_again() -> None:
    hands = recipe._hands(list(range(10)), 4, random.Random(1))  # type: ignore[arg-type]
    dealt = [card for _ in range(5) for card in next(hands)]
    assert sorted(dealt[:10]) == sorted(dealt[10:]) == list(range(10))
    assert sorted(next(recipe._hands([1, 2], 4, random.Random(1)))) == [1, 2]  # type: ignore[list-item]
    assert next(recipe._hands([], 4, random.Random(1))) == []


def test_what_is_drawn_too_rarely_is_made_good(dse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = encoder(tmp_path / "bert", "bert")
    directed = recipe.examples(read_polarity_items(dse), recipe._pieces(folder))
    neutral = sum(e.answer[1] for e in directed)
    biases = []
    for drawn in (8, 4):
        monkeypatch.setattr(recipe, "NEUTRAL", drawn)
        biases.append(recipe.learn([], directed, [], folder, recipe.Recipe(1, 0.0, 0.0)).directed.bias)
    assert torch.allclose(biases[1] - biases[0], torch.tensor([0.0, 0.6931, 0.0]), atol=1e-3) and neutral > 8
    assert recipe._shortage(0) == recipe._shortage(2) == 0.0


@pytest.mark.parametrize("kind", ["bert", "mpnet"])
def test_it_learns_what_it_is_shown(newsmtsc: Path, dse: Path, tmp_path: Path, kind: str) -> None:
    folder = encoder(tmp_path / kind, kind)
    pieces = recipe._pieces(folder)
    anyone, directed = (recipe.examples(read_polarity_items(path), pieces) for path in (newsmtsc, dse))
    model = recipe.learn(anyone, directed, [], folder, recipe.Recipe(120, 5e-3, 5e-3))
    for shown in (anyone, directed):
        with torch.inference_mode():
            assert model(shown).argmax(1).tolist() == [e.answer.index(1.0) for e in shown]
    told = recipe.probabilities(model, [e.encoded for e in anyone])
    assert told.argmax(1).tolist() == [e.answer.index(1.0) for e in anyone]
    assert torch.allclose(told.sum(1), torch.ones(len(anyone)), atol=1e-2)


def test_what_is_still_and_the_embeddings_stay_as_they_were(newsmtsc: Path, tmp_path: Path) -> None:
    folder = encoder(tmp_path / "bert", "bert")
    before = recipe.Classifier(folder).state_dict()
    shown = recipe.examples(read_polarity_items(newsmtsc), recipe._pieces(folder))
    after = recipe.learn(shown, [], [], folder, recipe.Recipe(10, 3e-3, 3e-3, still=1)).state_dict()
    changed = {n for n, value in after.items() if n.startswith("bert.") and not torch.equal(value, before[n])}
    assert changed and {re.match(r"bert\.encoder\.layer\.(\d)", name)[1] for name in changed} == {"1"}


def test_the_whole_recipe(newsmtsc: Path, dse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small, large = encoder(tmp_path / "small", "bert"), encoder(tmp_path / "large", "mpnet")
    plain = tmp_path / "a.txt"
    plain.write_text(PLAIN)
    monkeypatch.setattr(asked, "Parser", Named)
    given = [str(newsmtsc), str(dse), "--texts", str(plain), "--encoder", str(small), "--teacher", str(large)]
    monkeypatch.setattr(sys, "argv", ["polarity", *given, "--told", f"{tmp_path}/told.jsonl", "--out", str(tmp_path)])
    recipe.main()
    told = asked.read_told(tmp_path / "told.jsonl")
    assert all(abs(sum(answer) - 1) < 1e-2 for _, answer in told) and len(told) == 50
    with np.load(tmp_path / LAYERS) as file:
        names = unpacked(file).keys()
    assert {"encoder.layer.1.output.dense.weight", "middle.weight", "anyone.bias", "directed.weight"} <= names
    monkeypatch.setattr(recipe, "taught", lambda *_: pytest.fail("the answers are kept"))
    recipe.main()


def test_hidden_names_are_marked_for_either_encoder(tmp_path: Path) -> None:
    for kind, ends in (("bert", ("[CLS]", "[SEP]")), ("mpnet", ("<s>", "</s>"))):
        pieces = recipe._pieces(encoder(tmp_path / kind, kind))
        text = "they praised quill"
        ids, target = pieces(TargetedText(text, Span(13, 18)))
        words = [pieces.tokenizer.id_to_token(i) for i in ids]
        assert words == [ends[0], "they", "praised", MARKS[0], HIDDEN[0], MARKS[1], ends[1]]
        assert words[target] == MARKS[0]
