"""An attribution corpus with its parses, for the commands that learn from it.

    python -m training.attribution_corpus POLNEAR_TRAIN train.spacy

parses its articles once and keeps the parses, for ``--docs train.spacy``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from spacy.tokens import Doc, DocBin

from quotes.parser.doc import new_vocab
from quotes.parser.parse import Parser
from quotes.types import Article, Quote, Spans, spans

KEPT = ["ORTH", "SPACY", "LEMMA", "POS", "TAG", "DEP", "HEAD", "ENT_TYPE", "ENT_IOB"]
GoldAttribution = dict[str, list[list[int]]]


class Gold(NamedTuple):
    """A parsed article and its gold attributions (content, cue and source as [start, end] lists)."""

    doc: Doc
    attributions: list[GoldAttribution]


def arguments(description: str | None, out: str = "", rules: bool = False, kept: bool = False) -> argparse.Namespace:
    """Return what a command is told: ``folder``, ``docs``, ``out`` where one is given, others where asked for."""
    options = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    if out:
        options.add_argument("--out", type=Path, default=Path(out))
    if rules:
        options.add_argument("--rules", action="store_true", help="leave the learned weights out")
    if kept:
        options.add_argument("--kept", type=Path, required=True, help="where the parses go, with hints")
    options.add_argument("--docs", type=Path, nargs="*", default=[], help="parses saved before, as DocBin files")
    return options.parse_args()


def parsed(folder: Path, saved: Sequence[Path] = ()) -> Iterator[Gold]:
    """Yield the articles of a folder with ``gold.jsonl`` and ``text/ID.txt``, parsed now or read from ``saved``.

    Saved parses are DocBin files whose Docs say their article in ``user_data["id"]``.
    """
    lines = (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    gold = {record["id"]: record["attributions"] for record in map(json.loads, lines)}
    if saved:
        vocab = new_vocab()
        for path in saved:
            for doc in DocBin().from_disk(path).get_docs(vocab):
                yield Gold(doc, gold[doc.user_data["id"]])
        return
    articles = [Article(i, (folder / "text" / f"{i}.txt").read_bytes().decode("utf-8")) for i in gold]
    for article, doc in zip(articles, Parser().parse_all(articles), strict=True):
        doc.user_data["id"] = article.id
        yield Gold(doc, gold[article.id])


def agrees(quote: Quote, gold: GoldAttribution) -> bool:
    """Return whether contents share half of their characters (or all of a large part) and the sources touch."""
    ours, theirs = _characters(quote.content), _characters(spans(gold["content"]))
    both = len(ours & theirs)
    same = 2 * both >= len(ours | theirs) or (both >= 0.9 * len(ours) and both > 0.25 * len(theirs))
    named = spans(gold["source"])
    return same and (any(a.overlaps(b) for a in quote.source for b in named) if named else not quote.source)


def _characters(of: Spans) -> set[int]:
    return {i for span in of for i in range(*span)}


def main() -> None:
    """Parse and keep the parses."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("out", type=Path)
    given = options.parse_args()
    kept = DocBin(attrs=KEPT, store_user_data=True)
    for gold in parsed(given.folder):
        kept.add(gold.doc)
    kept.to_disk(given.out)
    print(f"{len(kept)} parses")


if __name__ == "__main__":
    main()
