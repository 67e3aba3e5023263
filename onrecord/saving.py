"""Results into a database: one SQLite file, which sqlite-utils, Datasette and ``onrecord browse`` open."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from onrecord.results import AnalysedArticle
from quotes.readers import Failure

if TYPE_CHECKING:
    from sqlite_utils import Database

    from db.articles.store import Run, Saved


def save(results: Iterable[AnalysedArticle | Failure], database: str | os.PathLike[str]) -> Counter[str]:
    """Save results in a database, made where there is none, as ``onrecord add`` does.

    Saving an article again replaces what changed. Failures go to the table "errors". Returns how many articles were
    "added", "changed", "unchanged" and "failed". Raises ``db.schema.NotOurs`` for a file that something else made.
    """
    from db.articles.store import Run
    from db.schema import open_database
    from onrecord.version import version

    db = open_database(os.fspath(database), write=True)
    try:
        outcomes = save_all(db, results, Run(db, version()))
        return Counter("failed" if isinstance(one, Failure) else one.outcome for one in outcomes)
    finally:
        db.close()


def save_all(db: Database, results: Iterable[AnalysedArticle | Failure], run: Run) -> Iterator[Saved | Failure]:
    """Save each result and yield what became of it; after the last one join the people who are the same.

    Those of an earlier run that came to no end are joined, too.
    """
    from db.articles.store import save as save_analysis
    from db.merging.resolve import resolve_new_articles

    for result in results:
        if isinstance(result, Failure):
            run.error(result.path, result.message)
            yield result
        else:
            yield save_analysis(db, result.analysis, run)
    run.finish()
    resolve_new_articles(db)
