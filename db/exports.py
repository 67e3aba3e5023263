"""Ballots as files for the tools of the field: rows, GraphML for Gephi, events for Discourse Network Analyzer."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import networkx

from db.comparison import agreement, cells

Row = dict[str, Any]
COLUMNS = (
    "speaker_id", "speaker", "wikidata", "only_in", "role", "office", "organisation", "country", "target", "vote",
    "strength", "act", "evidence", "published", "outlet", "article", "quote", "kind", "content", "copies",
)  # fmt: skip
# What Discourse Network Analyzer (Leifeld 2017) calls the columns of an event list, with its four usual variables.
EVENTS = (
    "statement_id", "time", "document_id", "document_title", "document_author", "document_source", "document_section",
    "document_type", "person", "organization", "concept", "agreement",
)  # fmt: skip


def write_csv(rows: Sequence[Row], path: Path) -> int:
    """Write one line for each ballot: who, in which office, for (1) or against (-1) what, where. Return how many."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return len(rows)


def write_jsonl(rows: Sequence[Row], path: Path) -> int:
    """Write each ballot as a JSON object on a line of its own. Return how many."""
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps({name: row[name] for name in COLUMNS}, ensure_ascii=False) + "\n")
    return len(rows)


def write_events(rows: Sequence[Row], path: Path) -> int:
    """Write the event list of Discourse Network Analyzer: person, organisation, concept, agreement (1 or 0), date.

    Neutral ballots have no place in it. Return how many events there are.
    """
    polar = [row for row in rows if row["vote"]]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL)
        writer.writerow(EVENTS)
        for number, row in enumerate(polar, 1):
            writer.writerow([
                number, row["published"] or "", row["article"], row["article"], "", row["outlet"] or "", "",
                row["kind"], row["speaker"], row["organisation"] or "", row["target"], int(row["vote"] > 0),
            ])  # fmt: skip
    return len(polar)


def write_graphml(rows: Sequence[Row], path: Path, network: str = "stances") -> int:
    """Write a network that Gephi opens. Return its number of edges.

    ``stances``: speakers and targets, an edge for each cell of the matrix with ``polarity``, its 95 % interval
    ``low`` and ``high``, and the number of statements as ``weight``. ``agreement``: speakers alone, an edge for each
    pair that speaks of the same targets with ``agreement`` (-1 to 1) and the number of shared targets as ``weight``.
    """
    graph = networkx.Graph()
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
