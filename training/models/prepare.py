"""Corpora -> the files Stanza's training modules read. Nothing here needs the network.

Treebank: ``*-ud-{train,dev,test}.conllu`` of one folder. Documents of news and interviews in the dev file
and every fourth news document of the training file are set aside as ``news``: neither trained on nor used to
choose a model, so that scores on them mean something.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import made_names
import quotatives
from ner_corpora import Tagged, names_of, read_gum, read_re3d, read_wikigold

NEWS = re.compile(r"GUM_(?:news|interview)_")
SEED = 1234


class Sentence:
    """One CoNLL-U sentence: its rows, and whether it starts a paragraph or document."""

    def __init__(self, block: str, document: str) -> None:
        lines = block.split("\n")
        starts = [line for line in lines if line.startswith("# newdoc id")]
        self.document = starts[0].partition("=")[2].strip() if starts else document
        self.opens = any(line.startswith(("# newpar", "# newdoc")) for line in lines)
        self.rows = [line.split("\t") for line in lines if line[:1].isdigit()]

    def surface(self) -> list[tuple[str, bool]]:
        """Surface tokens and whether a space follows each."""
        out, covered = [], 0
        for row in self.rows:
            first, _, last = row[0].partition("-")
            if int(first) > covered:
                out.append((row[1], "SpaceAfter=No" not in row[9]))
                covered = int(last or first)
        return out

    def __str__(self) -> str:
        return "\n".join("\t".join(row) for row in self.rows) + "\n\n"


def read_treebank(path: Path, limit: int | None = None) -> list[Sentence]:
    """Read all (or the first ``limit``) sentences of a file."""
    sentences: list[Sentence] = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        if block.strip():
            sentences.append(Sentence(block, sentences[-1].document if sentences else ""))
    return sentences[:limit]


def raw_text(sentences: Iterable[Sentence]) -> str:
    """The sentences' running text, paragraphs separated by an empty line."""
    text = ""
    for sentence in sentences:
        if sentence.opens and text:
            text = text.rstrip() + "\n\n"
        text += "".join(form + (" " if space else "") for form, space in sentence.surface())
    return text.rstrip() + "\n\n"


def for_lemmatizer(sentences: Iterable[Sentence]) -> str:
    """Word, tag and lemma once each (thrice where frequent): a tenth of the time of running text."""
    counts = Counter((r[1], r[2], r[3]) for s in sentences for r in s.rows if r[0].isdigit() and r[2] != "_")
    lines = []
    for (form, lemma, upos), count in counts.items():
        lines += [f"1\t{form}\t{lemma}\t{upos}\t_\t_\t0\troot\t_\t_\n"] * min(3, count)
    return "\n".join(lines) + "\n"


def write_tokenizer_files(out: Path, name: str, sentences: list[Sentence]) -> None:
    """Raw text, character labels and multi-word tokens of one part."""
    from stanza.utils.datasets.contract_mwt import contract_mwt
    from stanza.utils.datasets.prepare_tokenizer_data import main as label

    gold, text = out / f"{name}.conllu", out / f"{name}.txt"
    gold.write_text("".join(map(str, sentences)), encoding="utf-8")
    text.write_text(raw_text(sentences), encoding="utf-8")
    label([str(text), str(gold), "-o", str(out / f"{name}.labels"), "-m", str(out / f"{name}.mwt.json")])
    contract_mwt(str(gold), str(out / f"{name}.contracted.conllu"))


def set_aside(sentences: list[Sentence], every: int) -> list[str]:
    """Names of the news documents kept for measurement: all, or every so many of a file that is trained on."""
    kinds = NEWS if every == 1 else re.compile("GUM_news_")
    return sorted({s.document for s in sentences if kinds.search(s.document)})[::every]


def treebank_files(folder: Path, out: Path, limit: int | None) -> dict[str, list[str]]:
    """Write the treebank parts; return the document names of each."""
    paths = {part: next(folder.glob(f"*-ud-{part}.conllu")) for part in ("train", "dev", "test")}
    parts = {part: read_treebank(path, limit) for part, path in paths.items()}
    aside = {name for part in ("dev", "train") for name in set_aside(parts[part], 1 if part == "dev" else 4)}
    parts["news"] = [s for part in ("dev", "train") for s in parts[part] if s.document in aside]
    for part in ("dev", "train"):
        parts[part] = [s for s in parts[part] if s.document not in aside]
    for part, sentences in parts.items():
        if sentences:
            write_tokenizer_files(out, part, sentences)
    train, rng = parts["train"], random.Random(SEED)
    made = quotatives.make(out / "train.conllu", min(1200, len(train)), SEED)
    (out / "parser.train.conllu").write_text("".join(map(str, train)) + made, encoding="utf-8")
    (out / "lemma.train.conllu").write_text(for_lemmatizer(train), encoding="utf-8")
    small = rng.sample(parts["dev"], min(800, len(parts["dev"])))
    (out / "dev.small.conllu").write_text("".join(map(str, small)), encoding="utf-8")
    return {part: list(dict.fromkeys(s.document for s in sentences)) for part, sentences in parts.items()}


def entity_files(folder: Path, out: Path, documents: dict[str, list[str]], limit: int | None) -> None:
    """Write the entity parts: GUM by the treebank's parts, wikigold 8:1:1, re3d for training only."""
    gum = {
        part: [s for name in names if (p := folder / "gum" / f"{name}.conllu").exists() for s in read_gum(p)]
        for part, names in documents.items()
    }
    wikigold = read_wikigold(next((folder / "wikigold").rglob("wikigold.conll.txt")))
    first, second = int(len(wikigold) * 0.8), int(len(wikigold) * 0.9)
    places = frozenset(" ".join(n) for n in names_of(gum["train"] + wikigold[:first], "LOC"))
    files = sorted(p for p in (folder / "re3d").rglob("*.conll") if "BBC_Online" not in p.parts)
    re3d = [s for p in files for s in read_re3d(p, places)]
    train = (gum["train"] + wikigold[:first] + re3d)[:limit]
    for officials in sorted(folder.glob("officials/*/leaders.csv")):
        train += made_names.make(officials, train, min(1500, len(train)), SEED)
    write_entities(out / "ner.train.json", train)
    write_entities(out / "ner.dev.json", (gum["dev"] + wikigold[first:second])[:limit])
    write_entities(out / "ner.test.json", gum["test"] + wikigold[second:])
    write_entities(out / "ner.news.json", gum["news"])


def write_entities(path: Path, sentences: list[Tagged]) -> None:
    """Write sentences in the JSON of Stanza's NER training."""
    data = [[{"text": token, "ner": tag} for token, tag in sentence] for sentence in sentences]
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def prepare(treebank: Path, entities: Path, out: Path, limit: int | None = None) -> None:
    """Write all training files to ``out``; ``limit`` keeps only the first sentences of each part."""
    out.mkdir(parents=True, exist_ok=True)
    entity_files(entities, out, treebank_files(treebank, out, limit), limit)


def main() -> None:
    """Write the training files of a treebank folder and an entity folder."""
    args = argparse.ArgumentParser(description=__doc__)
    for name in ("treebank", "entities", "out"):
        args.add_argument(name, type=Path)
    prepare(**vars(args.parse_args()))


if __name__ == "__main__":
    main()
