"""Which articles are copies of others: the same text under another name, and wire stories that several outlets carry.

MinHash (Broder 1997) finds candidates: two texts whose runs of four words overlap by a share of J have one of 16
numbers in common with a probability of 1 - (1 - J^4)^16, that is 99% at 0.7. The words themselves then decide.
"""

from __future__ import annotations

import re
import zlib
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from sqlite_utils import Database

from db.names import statement_key
from quotes.types import Article

BANDS, ROWS = 16, 4
RUN = 4  # words
LEAST_WORDS = 40
"""Shorter texts, such as a line of a ticker, are no copies of anything unless they are the same."""
ALIKE = 0.6
"""The share of runs that two texts have in common from which on they are one story."""
WORD = re.compile(r"[^\W_]+")
_SEEDS = np.random.default_rng(20310304)
_FACTORS = _SEEDS.integers(1, 2**63, size=(BANDS * ROWS, 1), dtype=np.uint64) | np.uint64(1)
_SHIFTS = _SEEDS.integers(0, 2**63, size=(BANDS * ROWS, 1), dtype=np.uint64)


class Original(NamedTuple):
    """The article that another one is a copy of."""

    id: str
    published: str | None


def runs_of(text: str) -> set[int]:
    """Return the runs of four words of a text, as numbers; none for a text too short to compare."""
    words = WORD.findall(text.casefold())
    if len(words) < LEAST_WORDS:
        return set()
    return {zlib.crc32(" ".join(words[i : i + RUN]).encode("utf-8", "replace")) for i in range(len(words) - RUN + 1)}


def bands_of(runs: set[int]) -> list[int]:
    """Return the numbers that near-copies share; none for a text too short to compare."""
    if not runs:
        return []
    hashed = np.fromiter(runs, dtype=np.uint64, count=len(runs))
    signature = ((hashed * _FACTORS + _SHIFTS) >> np.uint64(32)).min(axis=1).astype(np.uint32).reshape(BANDS, ROWS)
    return [zlib.crc32(row.tobytes(), number) for number, row in enumerate(signature)]


def mark(db: Database, article: Article) -> str | None:
    """Mark a stored article as a copy of an earlier one, or as none.

    Returns the day of its statements: short words of one day are one statement, so those of a copy are of the day of
    its original. Where that has none, a word that only the copies of one article share stands for it.
    """
    runs = runs_of(article.text)
    bands = bands_of(runs)
    db.execute("DELETE FROM text_bands WHERE article_id = ?", [article.id])
    original = _same(db, article) or _alike(db, article, runs, bands)
    db.execute("UPDATE articles SET copy_of = ? WHERE id = ?", [original and original.id, article.id])
    db["text_bands"].insert_all(({"band": band, "article_id": article.id} for band in set(bands)), ignore=True)
    if original:
        if not original.published:
            _key_statements(db, original.id)
        return original.published or _shared_day(original.id)
    has_copies = article.published is None and db["articles"].count_where("copy_of = ?", [article.id])
    return _shared_day(article.id) if has_copies else article.published


def _shared_day(original: str) -> str:
    return blake2b(original.encode(), digest_size=5).hexdigest()


def _key_statements(db: Database, original: str) -> None:
    """Let the short statements of an original without a date be known by what those of its copies are."""
    for row in list(db.query("SELECT id, content FROM quotes WHERE article_id = ? AND statement = ''", [original])):
        key = statement_key(row["content"], _shared_day(original))
        db.execute("UPDATE quotes SET statement = ? WHERE id = ?", [key, row["id"]])


# Stored earlier, and no copy itself: a copy's copies are those of its original.
EARLIER = (
    "o.id <> :id AND o.copy_of IS NULL AND o.rowid < (SELECT rowid FROM articles WHERE id = :id) ORDER BY o.rowid"
)


def _same(db: Database, article: Article) -> Original | None:
    sql = f"SELECT o.id, o.published FROM articles o WHERE o.sha256 = :sha256 AND {EARLIER} LIMIT 1"
    row = next(db.query(sql, {"sha256": article.sha256, "id": article.id}), None)
    return Original(row["id"], row["published"]) if row else None


def _alike(db: Database, article: Article, runs: set[int], bands: list[int]) -> Original | None:
    if not bands:
        return None
    places = ", ".join(map(str, bands))
    sql = (
        "SELECT o.id, o.published, o.text FROM articles o WHERE o.id IN "
        f"(SELECT article_id FROM text_bands WHERE band IN ({places})) AND {EARLIER} LIMIT 20"
    )
    for row in db.query(sql, {"id": article.id}):
        others = runs_of(row["text"])
        if len(runs & others) >= ALIKE * len(runs | others):
            return Original(row["id"], row["published"])
    return None
