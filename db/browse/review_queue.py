"""The review queue: what is open or doubtful, what to decide, and what was decided."""

from __future__ import annotations

from collections import defaultdict

from db.browse.page_queries import Page, PageQueries, Row, statement_as_row
from db.browse.request import PageParameters

BELOW = 0.75
"""Confidence below which a link or a stance is doubtful."""
SHOWN = 15
AROUND = 300
"""Characters of the article shown before and after a quote."""
LISTS = ("speakers", "open", "stances", "merges", "done")


def queue(queries: PageQueries, parameters: PageParameters) -> Page:
    """Return the part of the queue asked for: doubtful speakers, open ones, stances, merges, or what is done."""
    name = parameters.kind if parameters.kind in LISTS else "speakers"
    sizes = queries.rows("queue_sizes")
    reasons = [size["why"] for size in sizes]
    why = parameters.q or ("ambiguous" if "ambiguous" in reasons else reasons[0] if reasons else "")
    limit = 10_000 if parameters.export else SHOWN
    ids = {"speakers": lambda: queries.ids("queue_speakers", below=BELOW, limit=limit),
           "open": lambda: queries.ids("queue_open", why=why, limit=limit)}.get(name, list)()  # fmt: skip
    quotes = queries.statements(ids)
    _choices(queries, quotes)
    stances = queries.rows("queue_stances", below=BELOW, limit=limit) if name == "stances" else []
    said = {quote["id"]: quote for quote in queries.statements([row["quote_id"] for row in stances])}
    merges = queries.rows("queue_merges", limit=limit) if name == "merges" else []
    done = {part: queries.rows(part, limit=limit) if name == "done" else [] for part in ("reviewed", "decided")}
    context = {
        "name": name, "lists": LISTS, "sizes": sizes, "why": why, "quotes": quotes, "stances": stances, "said": said,
        "merges": merges, **done,
    }  # fmt: skip
    lists = {"quotes": list(map(statement_as_row, quotes)), "stances": stances, "merges": merges, **done}
    first = name if name in ("stances", "merges") else "reviewed" if name == "done" else "quotes"
    return Page("review.html", context, {first: lists.pop(first)} | lists)


def _choices(queries: PageQueries, quotes: list[Row]) -> None:
    """Give each quote the text around it and whom it may be by: the candidates, then all others in its article."""
    ids = [quote["id"] for quote in quotes]
    around = {row["id"]: row for row in queries.rows("contexts", ids=ids, around=AROUND)}
    candidates: dict[str, dict[int, str]] = defaultdict(dict)
    for row in queries.rows("candidates_of", ids=ids):
        if row["id"] is not None:
            candidates[row["quote_id"]][row["id"]] = row["name"]
    others: dict[str, dict[int, str]] = defaultdict(dict)
    for row in queries.rows("people_of_articles", ids=ids):
        others[row["article_id"]][row["id"]] = row["name"]
    for quote in quotes:
        quote["around"] = around[quote["id"]]
        quote["choices"] = candidates[quote["id"]] | others[quote["article_id"]]
