"""Ballots as files for the tools of the field: rows, GraphML for Gephi, events for Discourse Network Analyzer."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import networkx

from db.comparison import agreement, cells
from db.spreadsheets import excel_safe, xml_safe

Row = dict[str, Any]
COLUMNS = (
    "speaker_id", "speaker", "wikidata", "only_in", "role", "office", "organisation", "country", "target", "vote",
    "strength", "act", "evidence", "published", "outlet", "article", "quote", "kind", "content", "copies",
)  # fmt: skip
# The columns of an event list as Discourse Network Analyzer 3 (Leifeld 2017) writes it, with the variables of its
# "DNA Statement": github.com/leifeld/dna, dna/src/main/java/dna/export/Exporter.java.
EVENTS = (
    "statement_id", "time", "person", "organization", "concept", "agreement", "start_position", "stop_position", "text",
    "coder", "document_id", "document_title", "document_author", "document_source", "document_section",
    "document_type",
)  # fmt: skip
FIRST_MOMENT = "0000-01-01 00:00:00"
CODER = 1


def write_csv(rows: Sequence[Row], path: Path, guard: bool = False, mark: bool = False) -> int:
    """Write one line for each ballot: who, in which office, for (1) or against (-1) what, where. Return how many.

    ``guard`` keeps spreadsheets from running what looks like a formula, ``mark`` lets Excel know that it is UTF-8.
    """
    with path.open("w", encoding="utf-8-sig" if mark else "utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(map(excel_safe, rows) if guard else rows)
    return len(rows)


def write_jsonl(rows: Sequence[Row], path: Path) -> int:
    """Write each ballot as a JSON object on a line of its own. Return how many."""
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps({name: row[name] for name in COLUMNS}, ensure_ascii=False) + "\n")
    return len(rows)


def write_events(rows: Sequence[Row], path: Path) -> int:
    """Write an event list as Discourse Network Analyzer exports it, for whatever reads those. Return how many events.

    Semicolons part the columns; numbers stand bare, words in quotation marks, without marks and semicolons of their
    own. ``time`` is complete to the second, the first moment where less is known; ``agreement`` is 1 or 0, so neutral
    ballots have no place. Positions are characters of the document, whose id here is in ``document_section``.
    """
    polar = [row for row in rows if row["vote"]]
    documents = {id: number for number, id in enumerate(dict.fromkeys(row["article"] for row in polar), 1)}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        writer.writerow(EVENTS)
        for number, row in enumerate(polar, 1):
            words = (row["title"] or row["article"], row["byline"], row["outlet"], row["article"], row["kind"])
            writer.writerow([
                number, _moment(row["published"]), *map(_bare, (row["speaker"], row["organisation"], row["target"])),
                int(row["vote"] > 0), row["start"], row["end"], _bare(row["content"]), CODER,
                documents[row["article"]], *map(_bare, words),
            ])  # fmt: skip
    return len(polar)


def _moment(published: str | None) -> str:
    """Return a date or a beginning of one as "yyyy-MM-dd HH:mm:ss", "" where there is none."""
    known = (published or "")[:19].replace("T", " ")
    return known and known + FIRST_MOMENT[len(known):]


def _bare(words: str | None) -> str:
    return " ".join((words or "").replace(";", ",").replace('"', "'").split())


def write_graphml(rows: Sequence[Row], path: Path, network: str = "stances") -> int:
    """Write a network that Gephi opens. Return its number of edges.

    ``stances``: speakers and targets, an edge for each cell of the matrix with ``polarity``, its 95 % interval
    ``low`` and ``high``, and the number of statements as ``weight``. ``agreement``: speakers alone, an edge for each
    pair that speaks of the same targets with ``agreement`` (-1 to 1) and the number of shared targets as ``weight``.
    """
    graph = networkx.Graph()
    rows = list(map(xml_safe, rows))
    found = cells(rows)
    people = {row["speaker_id"]: row for row in rows}
    for id, row in people.items():
        about = {name: row[name] or "" for name in ("role", "office", "organisation", "country")}
        graph.add_node(f"s{id}", label=row["speaker"], kind="speaker", **about)
    if network == "agreement":
        for pair in agreement(found):
            ends = (f"s{pair['one_id']}", f"s{pair['other_id']}")
            graph.add_edge(*ends, weight=float(pair["targets"]), agreement=pair["agreement"], shared=pair["shared"])
    else:
        for cell in found:
            graph.add_node(f"t{cell['target']}", label=cell["target"], kind="target")
            graph.add_edge(
                f"s{cell['speaker_id']}", f"t{cell['target']}", weight=float(cell["n"]), polarity=cell["polarity"],
                low=cell["low"], high=cell["high"], first=cell["first"] or "", last=cell["last"] or "",
            )  # fmt: skip
    networkx.write_graphml(graph, path)
    return int(graph.number_of_edges())
