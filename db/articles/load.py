"""Read one article's analysis back from the database, exactly as it was saved."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any, NamedTuple

from sqlite_utils import Database

from attribution.types import Analysis, Attribution, Candidate, Entity, Mention, Role, Speaker, Stance, Target
from db.articles.columns import CANDIDATE, QUOTE, ROLE, SPEAKER, STANCE, to_fields
from quotes.types import Article, Quote, Span, Spans

Row = dict[str, Any]


class Indexes(NamedTuple):
    """What database ids stand for inside one analysis."""

    entities: dict[int, int]
    roles: dict[int, int]


def load(db: Database, article_id: str) -> Analysis:
    """Return the analysis of one article; raise KeyError when the database does not hold it."""
    rows = list(db.query(f"SELECT {', '.join(Article.__slots__)} FROM articles WHERE id = ?", [article_id]))
    if not rows:
        raise KeyError(f"There is no article {article_id}.")
    own = "WHERE article_id = ? ORDER BY position"
    entities = list(db.query(f"SELECT * FROM entities {own}", [article_id]))
    roles = _grouped(db, f"SELECT * FROM roles {own}", article_id, "entity_id")
    mentions = _grouped(
        db,
        "SELECT m.* FROM mentions m JOIN entities e ON e.id = m.entity_id "
        "WHERE e.article_id = ? ORDER BY m.position",
        article_id,
        "entity_id",
    )
    indexes = Indexes(
        {row["id"]: i for i, row in enumerate(entities)},
        {row["id"]: i for group in roles.values() for i, row in enumerate(group)},
    )
    return Analysis(
        Article(**rows[0]),
        tuple(_entity(row, mentions[row["id"]], roles[row["id"]]) for row in entities),
        _attributions(db, article_id, indexes),
    )


def _grouped(db: Database, sql: str, article_id: str, key: str) -> defaultdict[Any, list[Row]]:
    groups: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in db.query(sql, [article_id]):
        groups[row[key]].append(row)
    return groups


def _entity(row: Row, mentions: list[Row], roles: list[Row]) -> Entity:
    return Entity(
        row["name"],
        row["kind"],
        tuple(Mention(Span(m["start"], m["end"]), m["form"]) for m in mentions),
        tuple(_role(r) for r in roles),
        bool(row["shared"]),
    )


def _role(row: Row) -> Role:
    return Role(evidence=Span(row["start"], row["end"]), **to_fields(row, ROLE))


def _attributions(db: Database, article_id: str, indexes: Indexes) -> tuple[Attribution, ...]:
    speakers = _grouped(
        db,
        "SELECT qs.* FROM quote_speakers qs JOIN quotes q ON q.id = qs.quote_id "
        "WHERE q.article_id = ? AND qs.entity_id IS NOT NULL ORDER BY qs.position",
        article_id,
        "quote_id",
    )
    stances = _grouped(
        db,
        "SELECT s.*, n.name, n.kind, n.parent, n.article_id IS NULL OR n.own AS shared "
        "FROM stances s JOIN quotes q ON q.id = s.quote_id JOIN target_names n ON n.id = s.name_id "
        "WHERE q.article_id = ? ORDER BY s.position",
        article_id,
        "quote_id",
    )
    candidates = _grouped(
        db,
        "SELECT c.* FROM candidates c JOIN quotes q ON q.id = c.quote_id "
        "WHERE q.article_id = ? ORDER BY c.position",
        article_id,
        "quote_id",
    )
    return tuple(
        Attribution(
            _quote(row),
            tuple(_speaker(s, indexes) for s in speakers[row["id"]]),
            tuple(_stance(s, indexes) for s in stances[row["id"]]),
            tuple(_candidate(c, indexes) for c in candidates[row["id"]]),
            row["unresolved"],
        )
        for row in db.query("SELECT * FROM quotes WHERE article_id = ? ORDER BY position", [article_id])
    )


def _spans(pairs: list[list[int]]) -> Spans:
    return tuple(Span(*pair) for pair in pairs)


def _quote(row: Row) -> Quote:
    spans = {name: _spans(pairs) for name, pairs in json.loads(row["spans"]).items()}
    return Quote(
        content=spans["content"], cue=spans["cue"], source=spans["source"], **to_fields(row, QUOTE)
    )  # fmt: skip


def _speaker(row: Row, indexes: Indexes) -> Speaker:
    role = None if row["role_id"] is None else indexes.roles[row["role_id"]]
    return Speaker(indexes.entities[row["entity_id"]], role, **to_fields(row, SPEAKER))


def _candidate(row: Row, indexes: Indexes) -> Candidate:
    features = tuple((name, weight) for name, weight in json.loads(row["features"]))
    span = Span(row["start"], row["end"])
    entity = indexes.entities[row["entity_id"]]
    return Candidate(entity=entity, mention=span, features=features, **to_fields(row, CANDIDATE))


def _stance(row: Row, indexes: Indexes) -> Stance:
    if row["found_polarity"] is not None:  # a review turned the stance round
        row = row | {"polarity": row["found_polarity"]}
    return Stance(
        holder=None if row["entity_id"] is None else indexes.entities[row["entity_id"]],
        target=Target(row["name"], row["kind"], row["parent"], bool(row["shared"])),
        evidence=_spans(json.loads(row["spans"])),
        **to_fields(row, STANCE),
    )
