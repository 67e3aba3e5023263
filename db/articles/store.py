"""Keep one article's analysis: after ``save(db, x)``, ``load(db, x.article.id) == x``.

One transaction an article. An unchanged analysis touches nothing, a changed one replaces its own rows;
speakers and targets are shared between articles and go when nobody uses them any more. Reviews are a
person's work: they are never written here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Literal, NamedTuple

from sqlite_utils import Database

from attribution.types import Analysis
from db.articles import copies
from db.articles.load import load
from db.articles.write import Writer
from db.merging.speaker_identity import PINNED, undo_surname_merges
from db.merging.target_identity import drop_unused
from db.schema import now, transaction
from quotes.types import Article

__all__ = ["Run", "Saved", "load", "save"]

ARTICLE_FIELDS = ("path", "url", "title", "outlet", "published", "byline", "language", "text", "sha256")


class Saved(NamedTuple):
    """Under which id an article is kept, and what saving it did."""

    article_id: str
    outcome: Literal["added", "changed", "unchanged"]


class Run:
    """One call that writes. Its row in ``runs`` is made when there is something to write, not before."""

    def __init__(
        self, db: Database, version: str, model: str | None = None, args: Iterable[str] = ()
    ) -> None:
        self.db = db
        self._row = {"started": now(), "version": version, "model": model, "args": json.dumps(list(args))}
        self._id: int | None = None

    @property
    def id(self) -> int:
        """The run's id; the first use writes its row."""
        if self._id is None:
            with transaction(self.db):
                self._id = self.db["runs"].insert(self._row).last_pk
        return self._id

    def error(self, path: str, message: str) -> None:
        """Record a document that failed."""
        row = {"run_id": self.id, "path": path, "message": message}
        with transaction(self.db):
            self.db["errors"].insert(row)

    def saved(self) -> int:
        """Return how many articles the run has added or changed."""
        return int(self.db["articles"].count_where("run_id = ?", [self._id]))

    def copies(self) -> int:
        """Return how many of the articles that the run has added or changed are copies of others."""
        return int(self.db["articles"].count_where("run_id = ? AND copy_of IS NOT NULL", [self._id]))

    def finish(self) -> None:
        """Record that the run came to its end."""
        if self._id is not None:
            with transaction(self.db):
                self.db["runs"].update(self._id, {"finished": now()})


def save(db: Database, analysis: Analysis, run: Run | None = None) -> Saved:
    """Keep an analysis in place of an earlier one of the same article.

    The same id with another path and another text is another article: "-" and the first eight digits of
    its sha256 are appended to its id. The same text from another path is the same article.
    """
    analysis = replace(analysis, article=_with_free_id(db, analysis.article))
    article = analysis.article
    stored = _stored(db, article.id)
    if stored and stored["sha256"] == article.sha256:
        earlier = load(db, article.id)
        if earlier == replace(analysis, article=replace(article, path=earlier.article.path)):
            return Saved(article.id, "unchanged")
    run_id = run.id if run else None
    values = {name: getattr(article, name) for name in ARTICLE_FIELDS} | {"run_id": run_id}
    with transaction(db):
        undo_surname_merges(db, article.id)
        stale = _remove(db, article.id)
        if _stored(db, article.id):
            db["articles"].update(article.id, values)
        else:
            db["articles"].insert({"id": article.id, **values, "added": now()})
        Writer(db, analysis, day=copies.mark(db, article)).write()
        db["articles_to_resolve"].insert({"article_id": article.id}, ignore=True)
        _drop_orphans(db, stale)
    return Saved(article.id, "changed" if stored else "added")


def _stored(db: Database, article_id: str) -> dict[str, Any] | None:
    return next(db.query("SELECT path, sha256 FROM articles WHERE id = ?", [article_id]), None)


def _with_free_id(db: Database, article: Article) -> Article:
    stored = _stored(db, article.id)
    if stored is None or stored["sha256"] == article.sha256:
        return article
    other = replace(article, id=f"{article.id}-{article.sha256[:8]}")
    same_path = _absolute(stored["path"]) == _absolute(article.path)
    return article if same_path and not _stored(db, other.id) else other


def _absolute(path: str | None) -> str | None:
    return path and os.path.abspath(path)


class Stale(NamedTuple):
    """Shared rows an article used before it was replaced."""

    speakers: list[int]
    names: list[int]  # of targets


OF_QUOTES = "quote_id IN (SELECT id FROM quotes WHERE article_id = :id)"
OF_ENTITIES = "entity_id IN (SELECT id FROM entities WHERE article_id = :id)"


def _remove(db: Database, article_id: str) -> Stale:
    """Delete an article's own rows and return the shared ones it used."""
    id = {"id": article_id}
    names = f"SELECT DISTINCT name_id AS id FROM stances WHERE {OF_QUOTES} AND name_id IS NOT NULL"
    targets = f"SELECT target_id FROM stances WHERE {OF_QUOTES}"
    families = (
        f"SELECT id FROM target_names WHERE target_id IN (SELECT parent_id FROM targets WHERE id IN ({targets}))"
    )
    speakers = "SELECT speaker_id AS id FROM entities WHERE article_id = :id AND speaker_id IS NOT NULL"
    stale = Stale(
        [row["id"] for row in db.query(speakers, id)],
        [row["id"] for sql in (names, families) for row in db.query(sql, id)],  # children before parents
    )
    for sql in (
        f"DELETE FROM stances WHERE {OF_QUOTES}",
        f"DELETE FROM quote_speakers WHERE {OF_QUOTES}",
        f"DELETE FROM candidates WHERE {OF_QUOTES}",
        "DELETE FROM quotes WHERE article_id = :id",
        "DELETE FROM roles WHERE article_id = :id",
        f"DELETE FROM mentions WHERE {OF_ENTITIES}",
        "DELETE FROM entities WHERE article_id = :id",
    ):
        db.execute(sql, id)
    return stale


def _drop_orphans(db: Database, stale: Stale) -> None:
    """Delete what nobody uses any more: names of speakers, speakers, targets and their families."""
    for speaker in stale.speakers:
        gone = f"NOT EXISTS (SELECT 1 FROM entities WHERE speaker_id = :id) AND NOT {PINNED.format(':id')}"
        db.execute(
            f"DELETE FROM aliases WHERE speaker_id = :id AND decision_id IS NULL AND ({gone} OR "
            "alias <> (SELECT name FROM speakers WHERE id = :id) AND alias NOT IN (SELECT name FROM identities "
            "WHERE speaker_id = :id) AND NOT EXISTS (SELECT 1 FROM mentions m "
            "JOIN entities e ON e.id = m.entity_id WHERE e.speaker_id = :id AND m.form = 'name' "
            "AND m.text = aliases.alias))",
            {"id": speaker},
        )
        db.execute(f"DELETE FROM identities WHERE speaker_id = :id AND {gone}", {"id": speaker})
        db.execute(f"DELETE FROM speakers WHERE id = :id AND {gone}", {"id": speaker})
    drop_unused(db, stale.names)
