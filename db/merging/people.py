"""One person over many articles: merge, split, alias, rename, keep apart, undo, and what waits for review.

Every call records a decision with its reason and who made it (``by``; None: made by onrecord itself) and brings all
tables up to date in one transaction. Decisions hold for articles to come, a person's win over automatic ones, and
each can be undone. Speakers are given by their ids; ids stay, and ``identity.current`` tells whom a merged one is now.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

from db.merging import reviews
from db.merging.speaker_identity import OVERRIDE, current, find, make, next_speaker_id, settle
from db.names import folded_name
from db.schema import now, transaction

Row = dict[str, Any]


class PeopleError(ValueError):
    """A decision about speakers that cannot be made; the message is one sentence."""


def merge(db: Database, into: int, other: int, reason: str, by: str | None = None) -> int:
    """Make ``other`` one with ``into``, whose name stays. Return the decision's id.

    Raises PeopleError when one of them does not exist, when they are one already, and, for a merge without a person
    (``by`` None), when a person said that they are two.
    """
    _require(db, into, other)
    if into == other:
        raise PeopleError(f"{_name(db, into)} cannot be merged with itself.")
    if by is None and are_apart(db, into, other):
        raise PeopleError(f"A person decided that {_name(db, into)} and {_name(db, other)} are two.")
    with transaction(db):
        id = record(db, "merge", into, reason, by, other_id=other)
        _settle(db)
    return id


def split(
    db: Database, speaker: int, reason: str, by: str | None = None,
    names: Sequence[str] = (), articles: Sequence[str] = (), name: str | None = None,
) -> int:  # fmt: skip
    """Take ``names``, or what ``articles`` say, away from a speaker and give them to a new one. Return its id.

    The two are never merged automatically again. ``name`` is what the new speaker is called. Raises PeopleError when
    no such name or article belongs to the speaker, or when nothing would be left of it.
    """
    _require(db, speaker)
    with transaction(db):
        leaving = _named(db, speaker, names) + _in_articles(db, speaker, articles)
        if not leaving:
            raise PeopleError("A split needs a name or an article to take away.")
        ids = {row["id"] for row in leaving}
        if not db["identities"].count_where(f"speaker_id = ? AND id NOT IN ({_list(ids)})", [speaker]):
            raise PeopleError(f"Nothing would be left of {_name(db, speaker)}.")
        new = _home(db, leaving, speaker)
        record(db, "split", new, reason, by, other_id=speaker, identities=json.dumps(sorted(ids)))
        if name:
            record(db, "rename", new, reason, by, value=name)
        _settle(db, new, speaker)
    return new


def add_alias(db: Database, speaker: int, alias: str, reason: str, by: str | None = None) -> int:
    """Let a speaker be found by another name; articles that use it as a full name mean that speaker.

    Return the decision's id. Raises PeopleError when the name is another speaker's in all articles: merge them.
    """
    _require(db, speaker)
    alias = _clean(alias)
    kind = db["speakers"].get(speaker)["kind"]
    with transaction(db):
        identity = find(db, alias, kind, None)
        if identity and identity.speaker_id != speaker:
            other = _name(db, identity.speaker_id)
            raise PeopleError(f"“{alias}” is {other} (speaker {identity.speaker_id}) already; merge the two.")
        given = None if identity else json.dumps([make(db, alias, kind, None).id])
        id = record(db, "alias", speaker, reason, by, value=alias, identities=given)
        _settle(db, speaker)
    return id


def rename(db: Database, speaker: int, name: str, reason: str, by: str | None = None) -> int:
    """Call a speaker by another name; the names of articles still find it. Return the decision's id."""
    _require(db, speaker)
    with transaction(db):
        id = record(db, "rename", speaker, reason, by, value=_clean(name))
        _settle(db, speaker)
    return id


def set_wikidata(db: Database, speaker: int, wikidata: str, reason: str, by: str | None = None) -> int:
    """Say which Wikidata item a speaker is ("Q3874799"). Return the decision's id."""
    _require(db, speaker)
    if not (wikidata[:1] == "Q" and wikidata[1:].isdigit()):
        raise PeopleError(f"“{wikidata}” is no Wikidata id such as Q3874799.")
    with transaction(db):
        id = record(db, "wikidata", speaker, reason, by, value=wikidata)
        _settle(db, speaker)
    return id


def keep_apart(db: Database, one: int, other: int, reason: str, by: str | None = None) -> int:
    """Say that two speakers are two: they are not merged automatically and no longer proposed."""
    _require(db, one, other)
    with transaction(db):
        id = record(db, "apart", one, reason, by, other_id=other)
        _drop_settled_proposals(db)
    return id


def undo(db: Database, decision: int, by: str | None = None) -> None:
    """Take a decision back: what it changed is as if it had never been made. What came after it stays.

    A person who undoes an automatic merge says that the two are two.
    """
    row = next(db.query("SELECT * FROM decisions WHERE id = ?", [decision]), None)
    if row is None:
        raise PeopleError(f"There is no decision {decision}.")
    if row["undone"]:
        raise PeopleError(f"Decision {decision} is undone already.")
    with transaction(db):
        db["decisions"].update(decision, {"undone": now(), "undone_by": by})
        _settle(db, row["speaker_id"], row["other_id"] or row["speaker_id"])
        if row["action"] == "merge" and row["automatic"] and by is not None:
            reason = f"merge {decision} was undone"
            record(db, "apart", row["speaker_id"], reason, by, other_id=row["other_id"])


def add_person(db: Database, name: str, kind: str = "person") -> int:
    """Return the speaker known by this full name in all articles, made where there is none.

    For a person whom no article names but who is needed in a review; without one it goes with the next clean-up.
    """
    with transaction(db):
        identity = find(db, _clean(name), kind, None) or make(db, _clean(name), kind, None)
        _settle(db, identity.speaker_id)
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
    sql = (
        "SELECT * FROM decisions WHERE (:automatic IS NULL OR automatic = :automatic) AND (:id IS NULL "
        "OR speaker_id = :id OR other_id = :id OR speaker_id IN (SELECT home FROM identities WHERE speaker_id = :id)) "
        "ORDER BY id DESC"
    )
    return list(db.query(sql, {"id": speaker, "automatic": automatic}))


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
    return merge(db, row["speaker_id"], row["other_id"], f"proposed: {row['reason']}", by)


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


def record(db: Database, action: str, speaker: int, reason: str, by: str | None, **values: Any) -> int:
    """Append a decision without bringing the tables up to date; the caller holds the transaction and settles."""
    row = {"action": action, "speaker_id": speaker, "reason": reason, "automatic": by is None, "decided_by": by}
    return int(db["decisions"].insert(row | values | {"created": now()}).last_pk)


def _settle(db: Database, *speakers: int) -> None:
    settle(db, *speakers)
    reviews.apply(db)
    _drop_settled_proposals(db)


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


def _require(db: Database, *speakers: int) -> None:
    for speaker in speakers:
        now_is = current(db, speaker)
        if now_is is None:
            raise PeopleError(f"There is no speaker {speaker}.")
        if now_is != speaker:
            raise PeopleError(f"Speaker {speaker} was merged into {_name(db, now_is)} (speaker {now_is}).")


def _name(db: Database, speaker: int) -> str:
    return str(db["speakers"].get(speaker)["name"])


def _clean(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise PeopleError("A name cannot be empty.")
    return name


def _named(db: Database, speaker: int, names: Sequence[str]) -> list[Row]:
    """Return the identities of a speaker with these names."""
    own = list(db.query("SELECT * FROM identities WHERE speaker_id = ?", [speaker]))
    for name in names:
        if not any(folded_name(row["name"]) == folded_name(name) for row in own):
            raise PeopleError(f"“{name}” is no name of {_name(db, speaker)} (speaker {speaker}).")
    wanted = {folded_name(name) for name in names}
    return [row for row in own if folded_name(row["name"]) in wanted]


def _in_articles(db: Database, speaker: int, articles: Sequence[str]) -> list[Row]:
    """Return identities for what the articles say of a speaker; a shared name gets one of its own there."""
    found: list[Row] = []
    sql = "SELECT DISTINCT identity_id FROM entities WHERE article_id = ? AND speaker_id = ?"
    for article in articles:
        ids = [row[0] for row in db.execute(sql, [article, speaker]).fetchall()]
        if not ids:
            raise PeopleError(f"The article {article} does not name {_name(db, speaker)} (speaker {speaker}).")
        found += [_own_in(db, db["identities"].get(id), article) for id in ids]
    return found


def _own_in(db: Database, identity: Row, article: str) -> Row:
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


def _home(db: Database, leaving: Sequence[Row], speaker: int) -> int:
    """Return the id for whom names leave: the one they had before a merge, if all had the same, or a new one."""
    homes = {row["home"] for row in leaving}
    home = int(min(homes))
    if len(homes) == 1 and home != speaker and current(db, home) in (None, speaker):
        return home
    return next_speaker_id(db)


def _list(ids: set[int]) -> str:
    return ", ".join(str(id) for id in sorted(ids))
