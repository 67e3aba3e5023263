"""Make a large database of invented articles, and time the pages on it.

    python benchmarks/pages.py make big.db [--articles 100000]
    python benchmarks/pages.py time big.db

``make`` writes 10 quotes and 10 stances an article straight into the tables, without models, with a fixed seed.
``time`` asks the pages of ``onrecord browse`` inside one process and prints, in milliseconds, what the first answer of
each took, the median and the slowest of five more, and the processor time of the median.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sqlite3
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate, product
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from db.names import folded_name
from db.schema import open_database
from db.schema.migrations import MIGRATIONS

LINES = Path(__file__).with_name("page_words.tsv").read_text(encoding="utf-8").splitlines()
WORDS = {key: values.split("|") for key, values in (line.split("\t") for line in LINES)}
PLACES, THINGS = WORDS["places"], WORDS["things"]
ACTS = ["assert", "condemn", "support", "warn", "promise", "demand"]
FIRST_DAY = date(2021, 1, 1)


def zipf(count: int) -> list[float]:
    """Return cumulative weights of ranks, 1 / (rank + 5)."""
    return list(accumulate(1 / (rank + 5) for rank in range(1, count + 1)))


class Record:
    """Makes the rows of invented articles, ten quotes each, every one with a speaker (or none) and a stance."""

    def __init__(self, articles: int) -> None:
        self.random = random.Random(20)
        self.articles = articles
        names = [f"{first} {last}" for first, last in product(WORDS["first"], WORDS["last"])]
        self.random.shuffle(names)
        self.speakers = names[:2000]
        self.offices = [(self.random.choice(WORDS["titles"]), self.random.choice(PLACES)) for _ in self.speakers]
        heads = [(place, "place") for place in PLACES]
        heads += [(f"{place} {thing}", "issue") for place, thing in product(PLACES, THINGS)]
        self.targets = [(i, name, kind, None) for i, (name, kind) in enumerate(heads, 1)]
        for i, place in enumerate(PLACES, 1):
            for part in ("army", "government", "parliament"):
                self.targets.append((len(self.targets) + 1, f"{place} {part}", "organisation", i))
        self.by_speaker, self.by_target = zipf(len(self.speakers)), zipf(len(self.targets))

    def shared(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return the rows of speakers, aliases and targets."""
        speakers = list(enumerate(self.speakers, 1))
        return {
            "speakers": [(id, name, "person", None, None, 0) for id, name in speakers],
            "identities": [(id, name, "person", None, 0, id, id) for id, name in speakers],
            "aliases": [(id, name, folded_name(name)) for id, name in speakers],
            "targets": [(*row, folded_name(row[1])) for row in self.targets],
        }

    def article(self, n: int) -> dict[str, list[tuple[Any, ...]]]:
        """Return the rows of article ``n`` by table."""
        pick, words = self.random, WORDS["words"]
        day = (FIRST_DAY + timedelta(days=n * 1800 // self.articles)).isoformat()
        id = f"{day}-{n}"
        title = f"{pick.choice(PLACES)} weighs {pick.choice(THINGS)}"
        rows: dict[str, list[tuple[Any, ...]]] = {
            name: [] for name in ("articles", "entities", "roles", "quotes", "quote_speakers", "stances")
        }
        said = pick.choices(range(len(self.speakers)), cum_weights=self.by_speaker, k=10)
        about = pick.choices(self.targets, cum_weights=self.by_target, k=10)
        entity = {speaker: n * 10 + i for i, speaker in enumerate(dict.fromkeys(said))}
        text = title + "\n\n"
        for position, (speaker, target) in enumerate(zip(said, about, strict=True)):
            office, place = self.offices[speaker]
            stated = f"{place}'s {office}"
            opening = f"{self.speakers[speaker]}, {stated}, said: “"
            content = f"On {target[1]}, {' '.join(pick.choices(words, k=14))}."
            start = len(text) + len(opening)
            quote_id = f"{id}:{start}-{start + len(content)}"
            source = [len(text), len(text) + len(self.speakers[speaker])]
            cue = [start - 7, start - 3]
            spans = {"content": [[start, start + len(content)]], "cue": [cue], "source": [source]}
            rows["quotes"].append((quote_id, id, "direct", content, "said", self.speakers[speaker], source[0],
                                   start + len(content), json.dumps(spans), None, "made", 0.9, position))  # fmt: skip
            role = n * 10 + position
            where = (source[1] + 2, source[1] + 2 + len(stated))
            rows["roles"].append((role, speaker + 1, office, place, stated, id, *where, day, entity[speaker], position,
                                  office, place))  # fmt: skip
            if pick.random() < 0.9:
                sure = round(pick.uniform(0.6, 1), 2)
                rows["quote_speakers"].append((quote_id, speaker + 1, role, "name", sure, entity[speaker], 0))
            side = pick.choice((-1, -1, 0, 1)) if (speaker + target[0]) % 2 else pick.choice((1, 1, 0, -1))
            evidence = [[start + 3, start + 3 + len(target[1])]]
            rows["stances"].append((n * 10 + position, quote_id, speaker + 1, target[0], side, 0.8, pick.choice(ACTS),
                                    "certain", "made", target[1], *evidence[0], json.dumps(evidence), "made",
                                    round(pick.uniform(0.6, 1), 2), entity[speaker], 0))  # fmt: skip
            text += opening + content + "”\n\n"
        for position, (speaker, row) in enumerate(entity.items()):
            rows["entities"].append((row, id, position, self.speakers[speaker], "person", 1, speaker + 1, speaker + 1))
        outlet = f"{PLACES[pick.choices(range(20), cum_weights=zipf(20))[0]]} Post"
        url = f"https://news.example/{n}"
        rows["articles"].append((id, None, url, title, outlet, day, None, text, "made", day, None))
        return rows


COLUMNS = {
    "speakers": "id name kind wikidata article_id nth",
    "identities": "id name kind article_id nth home speaker_id",
    "aliases": "speaker_id alias folded",
    "targets": "id name kind parent_id folded",
    "articles": "id path url title outlet published byline text sha256 added run_id",
    "entities": "id article_id position name kind shared speaker_id identity_id",
    "roles": "id speaker_id title organisation stated article_id start end as_of entity_id position office country",
    "quotes": "id article_id kind content cue source start end spans parent_id rule confidence position",
    "quote_speakers": "quote_id speaker_id role_id rule confidence entity_id position",
    "stances": "id quote_id speaker_id target_id polarity strength act commitment basis evidence start end spans "
    "rule confidence entity_id position",
}


def batches(record: Record, size: int = 1000) -> Iterator[dict[str, list[tuple[Any, ...]]]]:
    """Yield rows by table, those of many articles at once."""
    yield record.shared()
    for start in range(0, record.articles, size):
        batch: dict[str, list[tuple[Any, ...]]] = {}
        for n in range(start, min(start + size, record.articles)):
            for table, rows in record.article(n).items():
                batch.setdefault(table, []).extend(rows)
        yield batch


def make(path: str, articles: int) -> None:
    """Write the database: the tables first, what is counted from them by the last migration."""
    db = Database(sqlite3.connect(path))
    db.execute("PRAGMA synchronous = OFF")
    MIGRATIONS.apply(db, stop_before="m006_statements")
    for batch in batches(Record(articles)):
        with db.conn:
            for table, rows in batch.items():
                names = ", ".join(f'"{name}"' for name in COLUMNS[table].split())
                marks = ", ".join("?" * len(rows[0]))
                db.conn.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
    db.conn.execute("PRAGMA application_id = 1869500995")
    db.close()
    open_database(path, write=True).close()


PAGES = [
    "/-/record", "/-/compare", "/-/compare?role=president", "/-/compare?country=Velmark&organisation=Velmark",
    "/-/compare?outlet=Ostreva+Post", "/-/compare?since=2022-02", "/-/compare?target=1&sort=target",
    "/-/compare?speaker=1&speaker=2&speaker=3&target=1", "/-/speaker/1", "/-/speaker/500", "/-/target/1",
    "/-/target/300",
    "/-/article/2023-06-19-49999", "/-/search", "/-/search?q=water", "/-/search?q=hestia+reactor",
    "/-/search?speaker=1&q=water", "/-/search?target=1&q=water", "/-/search?speaker=1&target=1",
    "/-/search?q=water&role=president&since=2023&until=2023", "/-/review", "/-/review?kind=open",
    "/-/review?kind=stances", "/{db}/quotes", "/{db}/stances", "/{db}/articles", "/{db}/statements",
]  # fmt: skip


def time_pages(path: str) -> None:
    """Print how long each page takes."""
    from db.browse.serve import datasette_for

    async def measure() -> None:
        served = datasette_for(path)
        await served.invoke_startup()
        print(f"{'first':>7}{'median':>8}{'slowest':>9}{'CPU':>6}  page, ms")
        for page in (page.format(db=Path(path).stem) for page in PAGES):
            taken = []
            for _ in range(6):
                wall, cpu = time.perf_counter(), time.process_time()
                answer = await served.client.get(page)
                taken.append(((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000))
                assert answer.status_code == 200 and "timed out" not in answer.text, page
            rest = sorted(taken[1:])
            (median, cpu), slowest = rest[len(rest) // 2], rest[-1][0]
            print(f"{taken[0][0]:7.0f}{median:8.0f}{slowest:9.0f}{cpu:6.0f}  {page}", flush=True)

    asyncio.run(measure())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["make", "time"])
    parser.add_argument("database")
    parser.add_argument("--articles", type=int, default=100_000)
    options = parser.parse_args()
    if options.what == "make":
        make(options.database, options.articles)
    else:
        time_pages(options.database)
