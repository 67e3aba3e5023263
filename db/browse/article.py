"""An article with its quotes marked, why each is what it is, and what others said on the same targets."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import defaultdict
from typing import Any, NamedTuple

from db.browse.page_queries import Page, PageQueries, Row, statement_as_row
from db.browse.request import PageParameters

DEEPEST = 12
"""Marks nested deeper are listed beside the text only."""
TARGETS, OTHERS = 5, 3
"""For so many targets of an article, so many quotes of other officials."""


class Mark(NamedTuple):
    """A part of the text with a meaning: content, cue, source, stance, or the place a link points to."""

    start: int
    end: int
    part: str
    quote: int
    stance: Row | None = None


def article(queries: PageQueries, parameters: PageParameters, id: str) -> Page:
    """Return one article; the place asked for (at=12-30) is marked too."""
    found = queries.one("article", id=id)
    quotes = queries.statements([row["id"] for row in queries.rows("article_quotes", id=id)])
    _add_explanations(queries, id, quotes)
    marks = [mark for n, quote in enumerate(quotes) for mark in _marks(n, quote)]
    if match := re.fullmatch(r"(\d{1,9})-(\d{1,9})", parameters.at):
        marks.append(Mark(int(match[1]), min(int(match[2]), len(found["text"])), "place", -1))
    marks = sorted((m for m in marks if 0 <= m.start < m.end), key=lambda m: (m.start, -m.end, m.part != "content"))
    context = {
        "article": found, "quotes": quotes, "nodes": nodes(found["text"], 0, len(found["text"]), marks),
        "others": _said_by_others(queries, id, quotes),
    }  # fmt: skip
    return Page("article.html", context, {"quotes": list(map(statement_as_row, quotes))})


def _marks(n: int, quote: Row) -> list[Mark]:
    spans = json.loads(quote["spans"])
    marks = [Mark(start, end, part, n) for part in ("content", "cue", "source") for start, end in spans[part]]
    for stance in quote["stances"]:
        marks += [Mark(start, end, "stance", n, stance) for start, end in json.loads(stance["spans"])]
    return marks


def nodes(text: str, start: int, end: int, marks: list[Mark], depth: int = 0) -> list[Any]:
    """Return the text from ``start`` to ``end`` as a tree: strings, and marks with the nodes inside them.

    ``marks`` are sorted, outer ones first. A mark that crosses the end of one around it is cut in two there, so
    that the strings, one after another, are the text.
    """
    found: list[Any] = []
    rest = list(marks)
    while rest:
        mark = rest[0]
        after = bisect_left(rest, mark.end, key=lambda m: m.start)
        inner, rest = rest[1:after], rest[after:]
        if cut := [m._replace(start=mark.end) for m in inner if m.end > mark.end]:
            rest = sorted([*cut, *rest], key=lambda m: (m.start, -m.end))
        inside = [m._replace(end=min(m.end, mark.end)) for m in inner] if depth < DEEPEST else []
        if mark.start > start:
            found.append(text[start : mark.start])
        found.append({"mark": mark, "nodes": nodes(text, mark.start, mark.end, inside, depth + 1)})
        start = mark.end
    if start < end:
        found.append(text[start:end])
    return found


def _add_explanations(queries: PageQueries, id: str, quotes: list[Row]) -> None:
    """Give each quote the chain of mentions from its source to a name, and the other candidates."""
    mentions: dict[int, list[Row]] = defaultdict(list)
    for row in queries.rows("article_mentions", id=id):
        mentions[row["speaker_id"]].append(row)
    candidates: dict[str, list[Row]] = defaultdict(list)
    for row in queries.rows("article_candidates", id=id):
        candidates[row["quote_id"]].append(row)
    for quote in quotes:
        quote["candidates"] = candidates[quote["id"]]
        sources = json.loads(quote["spans"])["source"]
        for speaker in quote["speakers"]:
            speaker["chain"] = _mention_chain(mentions[speaker["id"]], sources, quote["source"], speaker["name"])


def _mention_chain(mentions: list[Row], sources: list[list[int]], source: str, name: str) -> list[str]:
    """Return what the text calls a speaker, from the source of a quote back to the nearest name."""
    chain = [" ".join(source.split())] if source else []
    end = sources[0][1] if sources else 0
    for mention in sorted((m for m in mentions if m["start"] < end), key=lambda m: -m["start"]):
        if mention["text"] not in chain and not any(mention["text"] in link for link in chain):
            chain.append(mention["text"])
        if mention["form"] == "name" or len(chain) > 4:
            break
    return chain if chain and chain[-1] == name else [*chain, name]


def _said_by_others(queries: PageQueries, id: str, quotes: list[Row]) -> list[Row]:
    """Return the targets of an article with the newest quotes on each by people who do not speak in it."""
    counts: dict[int, int] = defaultdict(int)
    for quote in quotes:
        for stance in quote["stances"]:
            counts[stance["target_id"]] += 1
    others = []
    for target in sorted(counts, key=lambda t: (-counts[t], t))[:TARGETS]:
        about = queries.one("target", id=target)
        said = queries.statements(queries.ids("about", key=about["key"], **{"except": id}, limit=OTHERS))
        if said:
            others.append({"target": about, "quotes": said})
    return others
