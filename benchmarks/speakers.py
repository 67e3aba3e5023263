"""Score speaker resolution on attributions with gold coreference (GUM news and interviews).

    python benchmarks/speakers.py DEV.jsonl GUM_FOLDER [--cache PARSES] [--wrong]

Sources are given (the gold speaker mention), so that only the link from source to speaker is measured. First
and second person are left out: inside a quotation or an interview they are no sources. Prints, for names and
for pronouns and descriptions: right, wrong (another name), open (none, or only the description as it stands).
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from spacy.tokens import Doc, DocBin

from attribution.coreference.entities import find_entities
from attribution.coreference.speakers import find_speakers
from attribution.lexicon.closed_class import FIRST_OR_SECOND_PERSON
from attribution.lexicon.nouns import bare_letters
from quotes.parser.doc import new_vocab
from quotes.quotation_marks import quotations
from quotes.types import Article, Quote, QuoteKind, Span

VERDICTS = ("right", "open", "wrong")


def text_of(path: Path) -> str:
    """Return the running text of a CoNLL-U file, a blank line before each paragraph."""
    out: list[str] = []
    gap = ""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = block.splitlines()
        if not lines:
            continue
        sentence = next(line for line in lines if line.startswith("# text = "))[9:].strip()
        gap = "\n\n" if any(line.startswith("# newpar") for line in lines) else gap
        out.append((gap if out else "") + sentence)
        gap = "" if "SpaceAfter=No" in lines[-1] else " "
    return "".join(out)


def parsed(folder: Path, ids: list[str], cache: Path | None) -> dict[str, Doc]:
    """Return the parse of each document, from ``cache`` where it exists."""
    if cache and cache.exists():
        docs = DocBin().from_disk(cache).get_docs(new_vocab())
        return dict(zip(json.loads(cache.with_suffix(".json").read_text()), docs, strict=True))
    from quotes.parser.parse import Parser

    articles = [Article(id=i, text=text_of(folder / f"{i}.conllu")) for i in ids]
    docs = dict(zip(ids, Parser().parse_all(articles), strict=True))
    if cache:
        attrs = ["LEMMA", "POS", "TAG", "HEAD", "DEP", "ENT_IOB", "ENT_TYPE", "SENT_START"]
        DocBin(attrs=attrs, docs=docs.values()).to_disk(cache)
        cache.with_suffix(".json").write_text(json.dumps(ids))
    return docs


def find(text: str, words: str, start: int = 0, end: int | None = None) -> Span | None:
    """Return where ``words`` stand in ``text``, white space aside."""
    pattern = r"\s*".join(re.escape(c) for c in words if not c.isspace())
    match = re.compile(r"(?<!\w)" + pattern + r"(?!\w)").search(text, start, len(text) if end is None else end)
    return Span(*match.span()) if match else None


def find_last(text: str, words: str, end: int) -> Span | None:
    """Return where ``words`` stand last before ``end``, not too far from it."""
    found, start = None, max(0, end - 600)
    while (span := find(text, words, start, end)) is not None:
        found, start = span, span.start + 1
    return found


def quotes_of(doc: Doc, rows: list[dict[str, Any]]) -> list[tuple[Quote, dict[str, Any]]]:
    """Return a quote for each gold attribution whose source is found in the text."""
    out, cursor = [], 0
    for row in rows:
        clause = find(doc.text, row["source_clause"], cursor) or find(doc.text, row["source_clause"])
        if clause is None:
            continue
        cursor = clause.start
        source = find(doc.text, row["speaker_mention"], *clause)
        source = source or find_last(doc.text, row["speaker_mention"], clause.end)
        if source is None:
            continue
        content = find(doc.text, row.get("content_edu", "") or "\0", max(0, clause.start - 300), clause.end + 300)
        content = content if content and not content.overlaps(source) else Span(clause.end, clause.end + 1)
        around = Span(min(content.start, clause.start), max(content.end, clause.end) + 3)
        quoted = tuple(q.span for q in quotations(doc.text) if q.level == 0 and q.span.overlaps(around))
        kind: QuoteKind = "direct" if quoted else "indirect"
        out.append((Quote(kind, quoted or (content,), (), (source,), "gold", 1.0), row))
    return out


def same(name: str, row: dict[str, Any]) -> bool:
    """Return whether the words of a speaker's name hold, or are held by, those of a gold name."""
    own = {bare_letters(w) for w in name.split() if bare_letters(w)}
    for other in row["names"]:
        words = {bare_letters(w) for w in other.replace("'s", "").split() if bare_letters(w) and w.lower() != "the"}
        if own <= words or words <= own:
            return True
    return False


def main() -> None:
    """Score and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("gold", type=Path)
    options.add_argument("folder", type=Path)
    options.add_argument("--cache", type=Path)
    options.add_argument("--wrong", action="store_true", help="list what is wrong or open")
    args = options.parse_args()
    rows = [json.loads(line) for line in args.gold.open(encoding="utf-8")]
    rows = [r for r in rows if r.get("names") and r["speaker_mention"].lower() not in FIRST_OR_SECOND_PERSON]
    ids = sorted({row["doc"] for row in rows})
    counts: Counter[tuple[str, str]] = Counter()
    for id_, doc in parsed(args.folder, ids, args.cache).items():
        pairs = quotes_of(doc, [row for row in rows if row["doc"] == id_])
        quotes = [quote for quote, _ in pairs]
        entities = find_entities(doc, quotes)
        for (_, row), resolution in zip(pairs, find_speakers(doc, quotes, entities), strict=True):
            speakers = resolution.speakers
            names = [entities[s.entity].name for s in speakers]
            named = any(m.form == "name" for s in speakers for m in entities[s.entity].mentions)
            verdict = "right" if any(same(n, row) for n in names) else "wrong" if named else "open"
            form = "name" if row["speaker_mention"] in row["names"] else "pronoun or description"
            counts[form, verdict] += 1
            if args.wrong and verdict != "right":
                found = [(entities[s.entity].name, s.rule) for s in speakers]
                print(
                    verdict,
                    id_,
                    repr(row["source_clause"]),
                    row["speaker_mention"],
                    "->",
                    found,
                    row["names"],
                )
    for form in ("name", "pronoun or description"):
        n = max(1, sum(counts[form, v] for v in VERDICTS))
        print(f"{form}: {n}:", ", ".join(f"{v} {counts[form, v]} ({counts[form, v] / n:.1%})" for v in VERDICTS))


if __name__ == "__main__":
    main()
