"""What a person judged about single statements: right, wrong or open speakers, right, wrong or turned stances.

A review is a row of ``reviews`` and outlives the re-analysis of its quote. ``apply`` brings it to what queries show:
``quote_speakers.speaker_id`` and ``stances.speaker_id``, ``polarity`` and ``rejected``. The analysis itself stays
as it was. Everything here takes row ids as they are now; callers see ``ReviewError`` for rows that do not exist.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from db.merging.speaker_identity import current
from db.schema import now, transaction

Row = dict[str, Any]
ADDED_FROM = 1000  # position of speakers that only a review gives a quote


class ReviewError(ValueError):
    """A review of something that does not exist or does not fit; the message is one sentence."""


def accept(db: Database, quote: str, speaker: int, by: str | None = None, note: str | None = None) -> int:
    """Record that ``speaker`` said ``quote``, whatever a later analysis says. Return the review's id."""
    return _judge(db, quote, "right", speaker, by, note)


def reject(db: Database, quote: str, speaker: int, by: str | None = None, note: str | None = None) -> int:
    """Record that ``speaker`` did not say ``quote``; it stays open unless it has other speakers."""
    return _judge(db, quote, "wrong", speaker, by, note)


def correct(
    db: Database, quote: str, speaker: int, instead_of: int | None = None, by: str | None = None,
    note: str | None = None,
) -> int:  # fmt: skip
    """Record that ``speaker`` said ``quote`` and not ``instead_of``, without which nobody else did.

    Return the id of the review that names the speaker.
    """
    wrong = [instead_of] if instead_of is not None else [s for s in _shown(db, quote) if s != speaker]
    with transaction(db):
        for other in wrong:
            _insert(db, quote, "speaker", "wrong", by, note, speaker_id=_known(db, other))
        beside = json.dumps([s for s in _shown(db, quote) if s not in (speaker, *wrong)])
        id = _insert(db, quote, "speaker", "right", by, note, speaker_id=_known(db, speaker), beside=beside)
        apply(db, quote=quote)
    return id


def leave_open(db: Database, quote: str, by: str | None = None, note: str | None = None) -> int:
    """Record that nobody can tell who said ``quote``."""
    with transaction(db):
        id = _insert(db, quote, "speaker", "open", by, note)
        apply(db, quote=quote)
    return id


def accept_stance(db: Database, stance: int, by: str | None = None, note: str | None = None) -> int:
    """Record that a row of ``stances`` is right."""
    return _judge_stance(db, stance, "right", None, by, note)


def reject_stance(db: Database, stance: int, by: str | None = None, note: str | None = None) -> int:
    """Record that a row of ``stances`` is no stance; queries leave it out."""
    return _judge_stance(db, stance, "wrong", None, by, note)


def correct_stance(
    db: Database, stance: int, polarity: int, by: str | None = None, note: str | None = None
) -> int:
    """Record that a row of ``stances`` goes the other way: ``polarity`` is -1, 0 or 1."""
    if polarity not in (-1, 0, 1):
        raise ReviewError(f"A polarity is -1, 0 or 1, not {polarity}.")
    return _judge_stance(db, stance, "right", polarity, by, note)


def withdraw(db: Database, review: int) -> None:
    """Take a review back; what it was about is shown as if it had not been made."""
    row = next(db.query("SELECT * FROM reviews WHERE id = ?", [review]), None)
    if row is None:
        raise ReviewError(f"There is no review {review}.")
    with transaction(db):
        db["reviews"].update(review, {"withdrawn": now()})
        apply(db, quote=row["quote_id"])


def doubtful(db: Database, below: float = 0.75, limit: int = 100) -> list[Row]:
    """Return links and stances that a person has not judged and that are open or below a confidence.

    An unnamed person is no doubt. The least sure first, each with ``subject`` ("speaker" or "stance"), quote,
    article, words, name, ``rule`` (for an open speaker: why) and ``confidence`` (None: the speaker stays open).
    """
    return list(db.query(DOUBTFUL, {"below": below, "limit": limit}))


DOUBTFUL = """
SELECT 'speaker' AS subject, q.id AS quote_id, NULL AS stance_id, qs.position, q.article_id, a.published,
  q.source, q.content, qs.speaker_id, s.name, NULL AS target, NULL AS polarity,
  coalesce(qs.rule, q.unresolved) AS rule, qs.confidence
FROM quotes q
JOIN articles a ON a.id = q.article_id
LEFT JOIN quote_speakers qs ON qs.quote_id = q.id
LEFT JOIN speakers s ON s.id = qs.speaker_id
WHERE (qs.confidence < :below OR qs.quote_id IS NULL AND q.source <> ''
    AND q.unresolved NOT IN ('unnamed', 'first person', 'no source')) AND NOT EXISTS (
  SELECT 1 FROM reviews r WHERE r.quote_id = q.id AND r.subject = 'speaker' AND r.withdrawn IS NULL)
UNION ALL
SELECT 'stance', q.id, st.id, st.position, q.article_id, a.published,
  q.source, st.evidence, st.speaker_id, s.name, t.name, st.polarity, st.rule, st.confidence
FROM stances st
JOIN quotes q ON q.id = st.quote_id
JOIN articles a ON a.id = q.article_id
JOIN targets t ON t.id = st.target_id
LEFT JOIN speakers s ON s.id = st.speaker_id
WHERE st.confidence < :below AND st.review_id IS NULL
ORDER BY 14, 2, 4 LIMIT :limit
"""


def _judge(db: Database, quote: str, verdict: str, speaker: int, by: str | None, note: str | None) -> int:
    with transaction(db):
        beside = json.dumps([s for s in _shown(db, quote) if s != speaker])
        id = _insert(db, quote, "speaker", verdict, by, note, speaker_id=_known(db, speaker), beside=beside)
        apply(db, quote=quote)
    return id


def _judge_stance(
    db: Database, stance: int, verdict: str, polarity: int | None, by: str | None, note: str | None
) -> int:
    sql = "SELECT s.*, n.name AS target FROM stances s JOIN target_names n ON n.id = s.name_id WHERE s.id = ?"
    row = next(db.query(sql, [stance]), None)
    if row is None:
        raise ReviewError(f"There is no stance {stance}.")
    about = {"target": row["target"], "spans": row["spans"], "polarity": polarity}
    with transaction(db):
        id = _insert(db, row["quote_id"], "stance", verdict, by, note, **about)
        apply(db, quote=row["quote_id"])
    return id


def _insert(
    db: Database, quote: str, subject: str, verdict: str, by: str | None, note: str | None, **about: Any
) -> int:
    if not db.execute("SELECT 1 FROM quotes WHERE id = ?", [quote]).fetchone():
        raise ReviewError(f"There is no quote {quote}.")
    row = {"quote_id": quote, "subject": subject, "verdict": verdict, "reviewer": by, "note": note, "created": now()}
    return int(db["reviews"].insert(row | about).last_pk)


def _known(db: Database, speaker: int) -> int:
    if not db.execute("SELECT 1 FROM speakers WHERE id = ?", [speaker]).fetchone():
        raise ReviewError(f"There is no speaker {speaker}.")
    return speaker


def _shown(db: Database, quote: str) -> list[int]:
    sql = "SELECT speaker_id FROM quote_speakers WHERE quote_id = ? AND speaker_id IS NOT NULL ORDER BY position"
    return [row[0] for row in db.execute(sql, [quote]).fetchall()]


# --- bringing reviews to what is shown ----------------------------------------------------------------------


@dataclass
class Verdict:
    """What the reviews of one quote come to: who said it, who did not, and whom they leave to the analysis."""

    right: dict[int, int] = field(default_factory=dict)  # speaker -> review
    wrong: dict[int, int] = field(default_factory=dict)
    beside: frozenset[int] = frozenset()
    open: int | None = None

    def add(self, review: Row, speaker: int | None, beside: Iterable[int]) -> None:
        """Take in one more review, later than those before; its speaker as of now."""
        if review["verdict"] == "open":
            self.right, self.wrong, self.open = {}, {}, review["id"]
        elif speaker is not None and review["verdict"] == "right":
            self.wrong.pop(speaker, None)
            self.right[speaker] = review["id"]
            self.beside = frozenset(beside)
        elif speaker is not None:
            self.right.pop(speaker, None)
            self.wrong[speaker] = review["id"]

    def hides(self, speaker: int) -> int | None:
        """Return the review by which a speaker of the analysis is not shown, if any."""
        if speaker in self.right:
            return None
        if speaker in self.wrong:
            return self.wrong[speaker]
        if self.right and speaker not in self.beside:
            return max(self.right.values())
        return self.open


def apply(db: Database, article: str | None = None, quote: str | None = None) -> None:
    """Show what the reviews say, in one quote, one article or everywhere; the caller holds the transaction."""
    where, value = ("quote_id = ?", quote) if quote else ("1 = 1 OR ?", "") if article is None else (
        "quote_id IN (SELECT id FROM quotes WHERE article_id = ?)", article)  # fmt: skip
    sql = (
        f"SELECT DISTINCT quote_id FROM reviews WHERE subject <> 'quote' AND ({where}) "
        "AND quote_id IN (SELECT id FROM quotes)"
    )
    for (id,) in db.execute(sql, [value]).fetchall():
        _restore(db, id)
        reviews = list(db.query("SELECT * FROM reviews WHERE quote_id = ? AND withdrawn IS NULL ORDER BY id", [id]))
        if speakers := [r for r in reviews if r["subject"] == "speaker"]:
            _apply_to_speakers(db, id, speakers)
        for review in reviews:
            if review["subject"] == "stance":
                _apply_to_stance(db, id, review)


def _restore(db: Database, quote: str) -> None:
    """Show what the analysis says."""
    owner = "(SELECT speaker_id FROM entities WHERE entities.id = entity_id)"
    db.execute("DELETE FROM quote_speakers WHERE quote_id = ? AND entity_id IS NULL", [quote])
    db.execute(f"UPDATE quote_speakers SET speaker_id = {owner}, review_id = NULL WHERE quote_id = ?", [quote])
    db.execute(
        f"UPDATE stances SET speaker_id = {owner}, review_id = NULL, rejected = 0, found_polarity = NULL, "
        "polarity = ifnull(found_polarity, polarity) WHERE quote_id = ?",
        [quote],
    )


def _apply_to_speakers(db: Database, quote: str, reviews: list[Row]) -> None:
    verdict = Verdict()
    for review in reviews:
        speaker = review["speaker_id"] and current(db, review["speaker_id"])
        beside = {current(db, id) for id in json.loads(review["beside"] or "[]")}
        verdict.add(review, speaker, (id for id in beside if id is not None))
    rows = list(db.query("SELECT * FROM quote_speakers WHERE quote_id = ? ORDER BY position", [quote]))
    added = [speaker for speaker in verdict.right if speaker not in {row["speaker_id"] for row in rows}]
    for row in rows:
        hidden = verdict.hides(row["speaker_id"])
        reviewed = hidden if hidden is not None else verdict.right.get(row["speaker_id"])
        key = {"quote": quote, "position": row["position"], "entity": row["entity_id"], "review": reviewed}
        db.execute(
            "UPDATE quote_speakers SET review_id = :review WHERE quote_id = :quote AND position = :position", key
        )
        if hidden is not None:
            key["speaker"] = added[0] if len(added) == 1 else None
            db.execute(
                "UPDATE quote_speakers SET speaker_id = NULL WHERE quote_id = :quote AND position = :position", key
            )
            db.execute(
                "UPDATE stances SET speaker_id = :speaker, review_id = :review "
                "WHERE quote_id = :quote AND entity_id = :entity", key,
            )  # fmt: skip
    for position, speaker in enumerate(added, ADDED_FROM):
        db["quote_speakers"].insert({
            "quote_id": quote, "speaker_id": speaker, "role_id": None, "rule": "review", "confidence": 1.0,
            "entity_id": None, "position": position, "review_id": verdict.right[speaker],
        })  # fmt: skip


def _apply_to_stance(db: Database, quote: str, review: Row) -> None:
    """Judge the stance with the same target and evidence, or else the only one with the same target."""
    sql = (
        "SELECT s.id, s.spans FROM stances s JOIN target_names n ON n.id = s.name_id "
        "WHERE s.quote_id = ? AND n.name = ?"
    )
    same = list(db.query(sql, [quote, review["target"]]))
    found = [row for row in same if row["spans"] == review["spans"]] or same
    if len(found) == 1:
        values = {"id": found[0]["id"], "review": review["id"], "rejected": review["verdict"] == "wrong"}
        db.execute("UPDATE stances SET review_id = :review, rejected = :rejected WHERE id = :id", values)
        if review["polarity"] is not None:
            db.execute(
                "UPDATE stances SET found_polarity = ifnull(found_polarity, polarity), polarity = :polarity "
                "WHERE id = :id", values | {"polarity": review["polarity"]},
            )  # fmt: skip
