"""Score singular pronouns against gold: GUM's coreference, GAP's names.

    python -m benchmarks.pronouns gum GUM_FOLDER [--cache PARSES]
    python -m benchmarks.pronouns gap gap-validation.tsv [--cache PARSES]

Nobody's quotes are given: what is measured is whom "he", "she", "him", "her", "his" and "hers" outside quotation
marks mean, of those whose person is named before. Right, wrong (somebody else), open.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from spacy.tokens import Doc, DocBin, Token

from attribution.coreference.entities import find_entities
from attribution.coreference.pronouns import PronounResolver
from attribution.lexicon.closed_class import PRONOUN_GENDER
from benchmarks.speakers import text_of
from quotes.parser.doc import new_vocab
from quotes.types import Article, Span

ATTRS = ["LEMMA", "POS", "TAG", "HEAD", "DEP", "ENT_IOB", "ENT_TYPE", "SENT_START"]
ENTITY = re.compile(r"\((\d+)-([^()]*)(\)?)|(\d+)\)")


class Case(NamedTuple):
    """A pronoun at a token of a document, and where the text names whom it means."""

    doc: Doc
    pronoun: Token
    names: list[Span]  # of the same person; empty: somebody else than the names offered
    others: list[Span]  # names that are not meant, where the corpus tells


class _Mention(NamedTuple):
    cluster: str
    span: Span  # of the head word
    named: bool


def parsed(articles: dict[str, str], cache: Path | None) -> dict[str, Doc]:
    """Return the parses of texts by their ids, from ``cache`` where it exists."""
    if cache and cache.exists():
        docs = DocBin().from_disk(cache).get_docs(new_vocab())
        return dict(zip(json.loads(cache.with_suffix(".json").read_text()), docs, strict=True))
    from quotes.parser.parse import Parser

    made = list(Parser().parse_all([Article(id=i, text=text) for i, text in articles.items()]))
    if cache:
        DocBin(attrs=ATTRS, docs=made).to_disk(cache)
        cache.with_suffix(".json").write_text(json.dumps(list(articles)))
    return dict(zip(articles, made, strict=True))


def gum_cases(files: list[Path], cache: Path | None) -> Iterator[Case]:
    """Yield the pronouns of GUM documents whose person is named before them."""
    docs = parsed({path.stem: text_of(path) for path in files}, cache)
    for path in files:
        doc = docs[path.stem]
        mentions = list(_mentions(path.read_text(encoding="utf-8"), doc.text))
        by_start = {m.span.start: m for m in mentions}
        for token in doc:
            mention = by_start.get(token.idx)
            if token.lower_ not in PRONOUN_GENDER or mention is None or mention.named:
                continue
            names = [m.span for m in mentions if m.cluster == mention.cluster and m.named]
            if any(span.end <= token.idx for span in names):
                yield Case(doc, token, names, [])


def _mentions(conllu: str, text: str) -> Iterator[_Mention]:
    """Yield the mentions of a document by the word that heads them."""
    at = 0
    for block in conllu.split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line and line[0].isdigit()]
        rows = [row for row in rows if row[0].isdigit()]
        spans = []
        for row in rows:
            start = text.find(row[1], at, at + len(row[1]) + 6)
            at = start + len(row[1]) if start >= 0 else at
            spans.append(Span(max(start, 0), at) if start >= 0 else Span(at, at))
        opened: dict[str, list[int]] = {}
        for i, row in enumerate(rows):
            entity = next((part[7:] for part in row[9].split("|") if part.startswith("Entity=")), "")
            for match in ENTITY.finditer(entity):
                if match[1] and not match[3]:
                    opened.setdefault(match[1], []).append(i)
                    continue
                cluster = match[1] or match[4]
                first = i if match[1] else opened[cluster].pop() if opened.get(cluster) else i
                inside = {rows[k][0] for k in range(first, i + 1)}
                head = next((k for k in range(first, i + 1) if rows[k][6] not in inside), first)
                yield _Mention(cluster, spans[head], rows[head][3] == "PROPN")


def gap_cases(path: Path, cache: Path | None) -> Iterator[Case]:
    """Yield the pronouns of GAP with the name meant, and the one or two not meant."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    docs = parsed({row["ID"]: row["Text"] for row in rows}, cache)
    for row in rows:
        doc = docs[row["ID"]]
        span = doc.char_span(int(row["Pronoun-offset"]), int(row["Pronoun-offset"]) + len(row["Pronoun"]))
        if span is None:
            continue
        starts = [(x, int(row[f"{x}-offset"])) for x in "AB"]
        named = [(Span(start, start + len(row[x])), row[f"{x}-coref"] == "TRUE") for x, start in starts]
        yield Case(doc, span[0], [s for s, same in named if same], [s for s, same in named if not same])


def verdict(case: Case, resolver: PronounResolver) -> str:
    """Return "right", "wrong" or "open"; for GAP, somebody who is neither name counts as open."""
    resolution = resolver.person(case.pronoun)
    if not resolution.links:
        return "open"
    entity = resolver.entities[resolution.links[0].entity]
    spans = [m.span for m in entity.mentions]
    if any(span.overlaps(name) for span in spans for name in case.names):
        return "right"
    if case.others and not any(span.overlaps(name) for span in spans for name in case.others):
        return "open"
    return "wrong"


def by_document(cases: Iterator[Case]) -> Iterator[tuple[PronounResolver, list[Case]]]:
    """Yield the cases of each document with the resolver of its pronouns."""
    group: list[Case] = []
    for case in cases:
        if group and case.doc is not group[0].doc:
            yield PronounResolver(group[0].doc, find_entities(group[0].doc, [])), group
            group = []
        group.append(case)
    if group:
        yield PronounResolver(group[0].doc, find_entities(group[0].doc, [])), group


def main() -> None:
    """Score and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("corpus", choices=["gum", "gap"])
    options.add_argument("path", type=Path)
    options.add_argument("--cache", type=Path)
    options.add_argument("--without", type=Path, help="leave out the documents of this .jsonl file (GUM)")
    args = options.parse_args()
    counts: Counter[tuple[str, str]] = Counter()
    if args.corpus == "gum":
        left_out = {json.loads(line)["doc"] for line in args.without.open()} if args.without else set()
        cases = gum_cases([p for p in sorted(args.path.glob("*.conllu")) if p.stem not in left_out], args.cache)
    else:
        cases = gap_cases(args.path, args.cache)
    for resolver, group in by_document(cases):
        for case in group:
            kind = "subject" if case.pronoun.dep_.startswith("nsubj") else "other"
            counts[kind, verdict(case, resolver)] += 1
    for kind in ("subject", "other"):
        n = max(1, sum(counts[kind, v] for v in ("right", "wrong", "open")))
        shares = ", ".join(f"{v} {counts[kind, v]} ({counts[kind, v] / n:.1%})" for v in ("right", "open", "wrong"))
        print(f"{kind}: {n}: {shares}")


if __name__ == "__main__":
    main()
