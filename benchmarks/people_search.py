"""How fast a person's candidates are found: ten thousand people, a million quotes, all generated.

    python benchmarks/people_search.py [--people 10000] [--quotes 1000000] [DB]

Names are put together from syllables of three kinds, so that many share a surname or sound alike; nobody is real. The
database is made in a temporary folder, or kept as DB. Printed: how long it took to find the candidates of names that
are in the database, of their other spellings and of lone surnames, and the slowest of them all.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path
from statistics import median

from sqlite_utils import Database

from db.merging.profiles import evidence, profiles
from db.merging.resolve import people_named_like
from db.merging.speaker_identity import make
from db.schema import open_database, transaction

STARTS = "Bel Dor Fen Gal Hol Ker Lar Mor Nor Ost Pel Ras Sel Tor Vel Zar Kov Zel Mel Bor".split()  # noqa: SIM905
MIDDLES = "an en in or ar ul as em il ov".split()  # noqa: SIM905
ENDS = ["sky", "enko", "ov", "berg", "sen", "ian", "ez", "mann", "idze", "a"]
GIVEN = ["Ada", "Bela", "Oleksandr", "Volodymyr", "Dmytro", "Elna", "Faro", "Gita", "Henna", "Ivo", "Jora", "Kasim",
         "Lena", "Mira", "Nils", "Olena", "Petra", "Ruben", "Sergiy", "Tova"]  # fmt: skip
RESPELLED = [
    ("Volodymyr", "Vladimir"), ("Oleksandr", "Alexander"), ("sky", "skiy"), ("ov", "off"), ("Z", "Ž"), ("s", "š"),
]  # fmt: skip
ASKED, TRIES = 1000, 3


def names(random_: random.Random) -> Iterator[str]:
    """Yield different full names without end."""
    seen: set[str] = set()
    while True:
        surname = random_.choice(STARTS) + random_.choice(MIDDLES) * random_.randint(0, 1) + random_.choice(ENDS)
        name = f"{random_.choice(GIVEN)} {random_.choice(['', 'M. ', 'Kela ', 'Orin '])}{surname}"
        if name not in seen:
            seen.add(name)
            yield name


def fill(db: Database, people: list[str], quotes: int, random_: random.Random) -> None:
    """Make the people, and quotes that they share unevenly, twenty an article."""
    with transaction(db):
        identities = [make(db, name, "person", None) for name in people]
        per_article = 20
        articles = quotes // per_article
        db["articles"].insert_all(
            {"id": f"a{n}", "text": "x", "sha256": "x", "added": "2031", "published": f"20{n % 30 + 10}-01-01"}
            for n in range(articles)
        )
        weights = [1 / (n + 1) for n in range(len(people))]
        chosen = random_.choices(range(len(people)), weights, k=articles * 5)
        entities = ({
            "id": n + 1, "article_id": f"a{n // 5}", "position": n % 5, "name": people[i], "kind": "person",
            "shared": 1, "speaker_id": identities[i].speaker_id, "identity_id": identities[i].id,
        } for n, i in enumerate(chosen))  # fmt: skip
        db["entities"].insert_all(entities, batch_size=1000)
        db["mentions"].insert_all(
            ({"entity_id": n + 1, "position": 0, "start": 0, "end": 1, "form": "name", "text": people[i]}
             for n, i in enumerate(chosen)), batch_size=1000)  # fmt: skip
        db["quotes"].insert_all(({
            "id": f"q{n}", "article_id": f"a{n // per_article}", "kind": "direct", "content": "x", "cue": "said",
            "source": "x", "start": n, "end": n + 1, "spans": "{}", "parent_id": None, "rule": "r", "confidence": 1.0,
            "position": n % per_article,
        } for n in range(articles * per_article)), batch_size=1000)  # fmt: skip
        db["quote_speakers"].insert_all(({
            "quote_id": f"q{n}", "speaker_id": identities[chosen[n // 4]].speaker_id, "role_id": None, "rule": "name",
            "confidence": 1.0, "entity_id": n // 4 + 1, "position": 0,
        } for n in range(articles * per_article)), batch_size=1000)  # fmt: skip
    db.execute("ANALYZE")


def respelled(name: str) -> str:
    """Return another spelling of a name."""
    for old, new in RESPELLED:
        name = name.replace(old, new)
    return name


def ask(db: Database, what: str, asked: list[str]) -> float:
    """Print how long it takes to find the candidates of names, in milliseconds; return the slowest."""
    times, found = [], []
    for name in asked:
        tries = []
        for _ in range(TRIES):  # the best of three: a busy machine interrupts
            begun = time.perf_counter()
            ids = people_named_like(db, name)
            tries.append((time.perf_counter() - begun) * 1000)
        times.append(min(tries))
        found.append(len(ids))
    print(f"{what:24} median {median(times):6.2f} ms, slowest {max(times):6.2f} ms, {median(found):.0f} candidates")
    return max(times)


def main() -> None:
    """Make the database unless it is there, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--quotes", type=int, default=1_000_000)
    parser.add_argument("db", nargs="?")
    args = parser.parse_args()
    random_ = random.Random(1)
    people = list(islice(names(random_), args.people))
    with tempfile.TemporaryDirectory() as folder:
        path = args.db or str(Path(folder) / "people.db")
        made = not Path(path).exists()
        with open_database(path, write=True) as db:
            if made:
                begun = time.perf_counter()
                fill(db, people, args.quotes, random_)
                print(f"made in {time.perf_counter() - begun:.0f} s")
            print(f"{db['speakers'].count:,} people, {db['quotes'].count:,} quotes, {db['entities'].count:,} entities")
            asked = random_.sample(people, min(ASKED, len(people)))
            slowest = max(ask(db, "names", asked), ask(db, "other spellings", [respelled(name) for name in asked]),
                          ask(db, "surnames", [name.split()[-1] for name in asked]))  # fmt: skip
            print(f"slowest of all: {slowest:.2f} ms")
            rare = [id for (id,) in db.execute("SELECT id FROM speakers ORDER BY id DESC LIMIT 20").fetchall()]
            begun = time.perf_counter()
            known = list(profiles(db, rare).values())
            for one, other in pairwise(known):
                evidence(one, other)
            print(f"evidence of a pair: {(time.perf_counter() - begun) * 1000 / len(known):.2f} ms")


if __name__ == "__main__":
    main()
