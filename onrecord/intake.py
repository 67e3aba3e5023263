"""What goes into a database, before and after the models: what is set aside, and how far a long run has come."""

from __future__ import annotations

import json
import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from onrecord.results import AnalysedArticle
from quotes.readers import Failure
from quotes.types import Article

if TYPE_CHECKING:
    from sqlite_utils import Database

Results = Iterator[AnalysedArticle | Failure]


class Intake:
    """Articles on their way to a pipeline, and the results on their way from it.

    Articles in other languages are set aside: they are stored with nothing found in them, unless ``any_language``.
    Those that ``is_done`` knows are counted in ``done`` and go no further. ``limit`` ends the reading.
    """

    def __init__(
        self, any_language: bool = False, limit: int | None = None, is_done: Callable[[Article], bool] | None = None
    ) -> None:
        self.any_language = any_language
        self.limit = limit
        self.is_done = is_done
        self.done = 0
        self.failures: Counter[str] = Counter()
        self._aside: deque[Article] = deque()

    def analysed(
        self, items: Iterable[Article | Failure], analyse: Callable[[Iterator[Article | Failure]], Results]
    ) -> Results:
        """Yield what ``analyse`` makes of the articles, and what was set aside between."""
        for result in analyse(self._to_analyse(items)):
            yield result
            yield from self._set_aside()
        yield from self._set_aside()

    def _to_analyse(self, items: Iterable[Article | Failure]) -> Iterator[Article | Failure]:
        taken = 0
        for item in items:
            if isinstance(item, Failure):
                yield item
                continue
            if self.is_done and self.is_done(item):
                self.done += 1
                continue
            if self.limit is not None and taken == self.limit:
                return
            taken += 1
            if item.language in (None, "en") or self.any_language:
                yield item
            else:
                self._aside.append(item)

    def _set_aside(self) -> Results:
        from attribution.types import Analysis

        while self._aside:
            yield AnalysedArticle(Analysis(self._aside.popleft(), (), ()))


def stopped_before(db: Database, args: list[str], version: str, model: str | None) -> Callable[[Article], bool] | None:
    """Return what tells the articles that an interrupted run of the same call has saved; None where there is none.

    Only a run that did not come to its end is gone on with: adding files again after that analyses them again.
    """
    row = next(db.query("SELECT * FROM runs ORDER BY id DESC LIMIT 1"), None)
    same = row and (row["args"], row["version"], row["model"]) == (json.dumps(args), version, model)
    if not row or not same or row["finished"] is not None:
        return None
    saved = {
        (one["sha256"], one["path"], one["id"])
        for one in db.query(
            "SELECT a.sha256, a.path, a.id FROM articles a JOIN runs r ON r.id = a.run_id "
            "WHERE r.args = :args AND r.version = :version AND r.model IS :model AND r.finished IS NULL",
            {"args": row["args"], "version": version, "model": model},
        )
    }
    return lambda article: (article.sha256, article.path, article.id) in saved


def finish_stopped(db: Database, args: list[str]) -> None:
    """Say of the interrupted runs of a call that one has gone on with them to the end."""
    from db.schema import now, transaction

    if db["runs"].count_where("args = ? AND finished IS NULL", [json.dumps(args)]):
        with transaction(db):
            sql = "UPDATE runs SET finished = ? WHERE args = ? AND finished IS NULL"
            db.execute(sql, [now(), json.dumps(args)])


def bytes_in(paths: Iterable[str]) -> int:
    """Return how many bytes the files of these paths have, 0 where that is not known, as of standard input."""
    total = 0
    for path in paths:
        if os.path.isdir(path):
            for directory, _, files in os.walk(path):
                total += sum(_size(os.path.join(directory, name)) for name in files)
        elif os.path.exists(path):
            total += _size(path)
        else:
            return 0
    return total


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:
        return 0


def fetched_before(db: Database) -> dict[str, tuple[str | None, str | None]]:
    """Return the ETag and Last-Modified of each address that was fetched into the database."""
    return {row["url"]: (row["etag"], row["last_modified"]) for row in db["fetched"].rows}


def keep_fetched(db: Database, fetched: dict[str, tuple[str | None, str | None]]) -> None:
    """Remember what was fetched, once its articles are saved."""
    if fetched and fetched != fetched_before(db):
        from db.schema import transaction

        rows = ({"url": url, "etag": etag, "last_modified": date} for url, (etag, date) in fetched.items())
        with transaction(db):
            db["fetched"].upsert_all(rows, pk="url")
