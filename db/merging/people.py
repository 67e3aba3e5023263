"""One person over many articles: merge, split, alias, rename, keep apart, undo, and what waits for review.

What people and targets share is in ``decisions.Decisions``; here is what is particular to people: automatic decisions,
aliases, Wikidata, pairs that are kept apart, proposals. Decisions hold for articles to come, a person's win over
automatic ones, and each can be undone. Speakers are given by their ids; ids stay, and ``speaker_identity.current``
tells whom a merged one is now.
"""

from __future__ import annotations

import json
from typing import Any

from sqlite_utils import Database

from db.merging import reviews
from db.merging.decisions import Decisions, Row
from db.merging.speaker_identity import OVERRIDE, SPEAKERS, apply_decisions, current, find, make, move
from db.names import folded_name
from db.schema import transaction


class PeopleError(ValueError):
    """A decision about speakers that cannot be made; the message is one sentence."""


class PeopleDecisions(Decisions):
    """Decisions about speakers. Those without a person are automatic, and never undo what a person decided."""

    tables = SPEAKERS
    error = PeopleError

    def settle(self, db: Database, *ids: int) -> None:
        """Bring the tables, the reviews and the proposals to what the decisions say."""
        apply_decisions(db, *ids)
        reviews.apply(db)
        _drop_settled_proposals(db)

    def check_merge(self, db: Database, into: int, other: int, by: str | None) -> None:
        """Refuse an automatic merge of two of whom a person said that they are two."""
        if by is None and are_apart(db, into, other):
            one, two = self.name_of(db, into), self.name_of(db, other)
            raise PeopleError(f"A person decided that {one} and {two} are two.")

    def after_undo(self, db: Database, decision: Row, by: str | None) -> None:
        """Bring back the proposals that it settled; keep two apart when a person undoes the automatic merge of them."""
        for row in json.loads(decision["undoing"] or "{}").get("proposals", ()):
            if all(current(db, row[one]) == row[one] for one in ("speaker_id", "other_id")):
                free = not db.execute("SELECT 1 FROM proposals WHERE id = ?", [row["id"]]).fetchone()
                db["proposals"].insert(row if free else row | {"id": None}, ignore=True)
        _drop_settled_proposals(db)
        if decision["action"] == "merge" and decision["automatic"] and by is not None:
            reason = f"merge {decision['id']} was undone"
            self.record(db, "apart", decision["speaker_id"], reason, by, other_id=decision["other_id"])

    def settled_by_decisions(self, db: Database) -> list[Row]:
        """Return the merges that are proposed."""
        return list(db.query("SELECT * FROM proposals ORDER BY id"))

    def unmake(self, db: Database, name: int) -> set[int]:
        """Delete an identity that a decision made; an article's own copy of a shared name goes back to that."""
        row = next(db.query("SELECT * FROM identities WHERE id = ?", [name]), None)
        if row is None or self.stands(db, name=name):
            return set()
        shared = find(db, row["name"], row["kind"], None) if row["nth"] == OVERRIDE else None
        if shared:
            db.execute("UPDATE entities SET identity_id = ? WHERE identity_id = ?", [shared.id, name])
            move(db, {shared.id: shared.speaker_id})
        elif self.stands(db, thing=row["home"]) or db["entities"].count_where("identity_id = ?", [name]):
            return set()
        db.execute("DELETE FROM identities WHERE id = ?", [name])
        return {row["speaker_id"], *([shared.speaker_id] if shared else ())}

    def record(self, db: Database, action: str, id: int, reason: str, by: str | None, **values: Any) -> int:
        """Append a decision, automatic where nobody made it."""
        return super().record(db, action, id, reason, by, automatic=by is None, **values)

    def names_in_article(self, db: Database, id: int, article: str) -> list[Row]:
        """Return identities for what an article says of a speaker; a shared name gets one of its own there."""
        sql = "SELECT DISTINCT identity_id FROM entities WHERE article_id = ? AND speaker_id = ?"
        ids = [row[0] for row in db.execute(sql, [article, id]).fetchall()]
        if not ids:
            raise PeopleError(f"The article {article} does not name {self.name_of(db, id)} (speaker {id}).")
        return [_identity_of_article(db, db["identities"].get(identity), article) for identity in ids]


PEOPLE = PeopleDecisions()
merge, split, rename, undo, record = PEOPLE.merge, PEOPLE.split, PEOPLE.rename, PEOPLE.undo, PEOPLE.record


def add_alias(db: Database, speaker: int, alias: str, reason: str, by: str | None = None) -> int:
    """Let a speaker be found by another name; articles that use it as a full name mean that speaker.

    Return the decision's id. Raises PeopleError when the name is another speaker's in all articles: merge them.
    """
    PEOPLE.require(db, speaker)
    alias = PEOPLE.clean(alias)
    kind = db["speakers"].get(speaker)["kind"]
    with PEOPLE.deciding(db):
        identity = find(db, alias, kind, None)
        if identity and identity.speaker_id != speaker:
            other = PEOPLE.name_of(db, identity.speaker_id)
            raise PeopleError(f"“{alias}” is {other} (speaker {identity.speaker_id}) already; merge the two.")
        new_names = None if identity else json.dumps([make(db, alias, kind, None).id])
        id = PEOPLE.record(db, "alias", speaker, reason, by, value=alias, identities=new_names)
        PEOPLE.settle(db, speaker)
    return id


def set_wikidata(db: Database, speaker: int, wikidata: str, reason: str, by: str | None = None) -> int:
    """Say which Wikidata item a speaker is ("Q3874799"). Return the decision's id."""
    PEOPLE.require(db, speaker)
    if not (wikidata[:1] == "Q" and wikidata[1:].isdigit()):
        raise PeopleError(f"“{wikidata}” is no Wikidata id such as Q3874799.")
    return PEOPLE.decide(db, "wikidata", speaker, wikidata, reason, by)


def keep_apart(db: Database, one: int, other: int, reason: str, by: str | None = None) -> int:
    """Say that two speakers are two: they are not merged automatically and no longer proposed."""
    PEOPLE.require(db, one, other)
    with PEOPLE.deciding(db):
        id = PEOPLE.record(db, "apart", one, reason, by, other_id=other)
        _drop_settled_proposals(db)
    return id


def add_person(db: Database, name: str, kind: str = "person") -> int:
    """Return the speaker known by this full name in all articles, made where there is none.

    For a person whom no article names but who is needed in a review; without one it goes with the next clean-up.
    """
    full = PEOPLE.clean(name)
    with transaction(db):
        identity = find(db, full, kind, None) or make(db, full, kind, None)
        PEOPLE.settle(db, identity.speaker_id)
    return identity.speaker_id


def search(db: Database, name: str) -> list[Row]:
    """Return the speakers with this name or alias, the busiest first: id, name, kind, only_in, quotes, role."""
    sql = (
        "SELECT s.id, s.name, s.kind, s.wikidata, s.article_id AS only_in, "
        "(SELECT count(*) FROM quote_speakers WHERE speaker_id = s.id) AS quotes, "
        "(SELECT role FROM latest_roles WHERE speaker_id = s.id) AS role "
        "FROM speakers s WHERE s.id IN (SELECT speaker_id FROM aliases WHERE folded = ?) ORDER BY quotes DESC, s.id"
    )
    return list(db.query(sql, [folded_name(name)]))


def decisions(db: Database, speaker: int | None = None, automatic: bool | None = None) -> list[Row]:
    """Return the decisions, latest first: all, or those that made a speaker what it is, undone ones included."""
    found = PEOPLE.decisions(db, speaker)
    return [row for row in found if automatic is None or row["automatic"] == automatic]


def proposals(db: Database) -> list[Row]:
    """Return the merges that wait for a person, the likeliest first, with both names and their quotes."""
    count = "(SELECT count(*) FROM quote_speakers WHERE speaker_id = {0}.id) AS {1}"
    sql = (
        "SELECT p.*, s.name, o.name AS other, s.article_id AS only_in, o.article_id AS other_only_in, "
        f"{count.format('s', 'quotes')}, {count.format('o', 'other_quotes')} "
        "FROM proposals p JOIN speakers s ON s.id = p.speaker_id JOIN speakers o ON o.id = p.other_id "
        "ORDER BY p.score DESC, p.id"
    )
    return list(db.query(sql))


def accept_proposal(db: Database, proposal: int, by: str | None = None) -> int:
    """Merge the two speakers of a proposal. Return the decision's id."""
    row = _proposal(db, proposal)
    return PEOPLE.merge(db, row["speaker_id"], row["other_id"], f"proposed: {row['reason']}", by)


def reject_proposal(db: Database, proposal: int, by: str | None = None) -> int:
    """Keep the two speakers of a proposal apart for good. Return the decision's id."""
    row = _proposal(db, proposal)
    return keep_apart(db, row["speaker_id"], row["other_id"], "proposal rejected", by)


def are_apart(db: Database, one: int, other: int) -> bool:
    """Return whether it was decided that two speakers, whatever they were called then, are two."""
    return frozenset((one, other)) in apart_pairs(db)


def apart_pairs(db: Database) -> set[frozenset[int | None]]:
    """Return the pairs of speakers of today that are never merged automatically."""
    sql = "SELECT speaker_id, other_id FROM decisions WHERE action IN ('apart', 'split') AND undone IS NULL"
    return {frozenset((current(db, one), current(db, other))) for one, other in db.execute(sql).fetchall()}


def _drop_settled_proposals(db: Database) -> None:
    apart = apart_pairs(db)
    for row in list(db.query("SELECT id, speaker_id, other_id FROM proposals")):
        if frozenset((row["speaker_id"], row["other_id"])) in apart:
            db["proposals"].delete(row["id"])


def _proposal(db: Database, id: int) -> Row:
    row = next(db.query("SELECT * FROM proposals WHERE id = ?", [id]), None)
    if row is None:
        raise PeopleError(f"There is no proposal {id}.")
    return dict(row)


def _identity_of_article(db: Database, identity: Row, article: str) -> Row:
    """Return an identity that is this article's alone: itself, or a copy of one that articles share."""
    if identity["article_id"] is not None:
        return identity
    row = {**identity, "article_id": article, "nth": OVERRIDE}
    del row["id"]
    id = db["identities"].insert(row).last_pk
    db.execute("INSERT INTO name_keys SELECT key, ? FROM name_keys WHERE identity_id = ?", [id, identity["id"]])
    db.execute(
        "UPDATE entities SET identity_id = ? WHERE identity_id = ? AND article_id = ?", [id, identity["id"], article]
    )
    return dict(db["identities"].get(id))
