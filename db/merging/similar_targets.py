"""Targets that may be one: issues and events of like names, for a person to merge."""

from __future__ import annotations

from sqlite_utils import Database

from attribution.stance.key_terms import key_terms
from attribution.stance.similar_targets import ALIKE, group_names
from db.merging.decisions import Row
from db.queries import query

MOST_TARGETS = 3000
"""Of more targets, those with most stances are compared with each other."""


def groups(db: Database, alike: float = ALIKE, limit: int = MOST_TARGETS) -> list[Row]:
    """Return groups of issues and events whose names are at least ``alike``; nothing is merged.

    ``name`` is the one with most stances, ``aliases`` the others, as ``targets.import_list`` takes them; ``similarity``
    that of the two least alike, ``terms`` the key terms of what was said. Those with most speakers come first.
    """
    rows = [
        row
        for row in query(db, "targets")
        if row["kind"] in ("issue", "event") and row["stances"] and row["only_in"] is None
    ][:limit]
    found = []
    for members, similarity in group_names([row["name"] for row in rows], alike):
        group = [rows[i] for i in members]
        parents = {row["parent"] or "" for row in group}
        if len(parents) == 1:  # "Velmaran attacks" and "attacks by Ostria" are two, however like
            found.append(_group(db, group, similarity, parents.pop()))
    return sorted(found, key=lambda row: (-row["speakers"], -row["stances"], row["name"]))


def _group(db: Database, group: list[Row], similarity: float, parent: str) -> Row:
    ids = ", ".join(str(row["id"]) for row in group)
    said = db.execute(
        f"SELECT DISTINCT q.content, st.speaker_id FROM standing st JOIN quotes q ON q.id = st.quote_id "
        f"WHERE st.target_id IN ({ids})"
    ).fetchall()
    return {
        "name": group[0]["name"], "aliases": ";".join(row["name"] for row in group[1:]), "kind": group[0]["kind"],
        "parent": parent, "similarity": similarity, "stances": sum(row["stances"] for row in group),
        "speakers": len({speaker for _, speaker in said} - {None}),
        "terms": "; ".join(key_terms([content for content, _ in said])),
    }  # fmt: skip
