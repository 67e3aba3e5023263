"""A decision that is taken back leaves the database as it was: decisions of all kinds, one after the other."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlite_utils import Database

from attribution.types import Entity, Mention, Stance, Target
from db.articles.store import save
from db.merging import people, resolve, reviews, targets
from db.merging.people import PeopleError
from db.merging.reviews import ReviewError
from db.merging.targets import TargetError
from db.schema import open_database
from quotes.types import Span
from tests.factories import dam, dump

NAMES = ("Ilse Marrend", "Ilse Marend", "I. Marrend", "Tomas Verrin", "Tomás Verrin", "Ruta Lamm", "Ada Lind")
THINGS = (
    Target("the valley", "issue", "Ostreva"), Target("grain exports", "issue", "Kardania"), Target("dam", "issue"),
    Target("export of grain", "issue"), Target("vote", "event", None, False), Target("Kardania", "place"),
)  # fmt: skip
NEW = ("Nora Vell", "Ilse Marrend", "the Minister", "Ruta Lamm", "water", "Ostreva", "the valley", "Kerrow dam", "Halm")
LOGS = ("decisions", "target_decisions", "reviews")
DECISIONS = int(os.environ.get("ONRECORD_DECISIONS", "300"))


def article(number: int, chance: random.Random) -> Any:
    """Return an article with two of the people, who take stances on some of the things."""
    made = dam(id=f"a{number}", path=f"a{number}.txt", published=f"2031-0{1 + number % 9}-01")
    one, other = chance.sample(NAMES, 2)
    minister = replace(made.entities[0], name=one)
    second = Entity(other, "person", (Mention(Span(0, 6), "name"),))
    first, warning, last = made.attributions
    stances = tuple(
        Stance(chance.choice([0, 3]), thing, chance.choice([-1, 1]), 0.5, "say", "certain", "x", (Span(3, 9),), "", 0.6)
        for thing in chance.sample(THINGS, 3)
    )
    attributions = (replace(first, stances=stances), warning, last)
    return replace(made, entities=(minister, *made.entities[1:], second), attributions=attributions)


def rows(path: str) -> dict[str, Any]:
    """Return everything but what was decided, in an order of its own where a table has no id."""
    found = {table: rows for table, rows in dump(path).items() if table not in LOGS}
    for row in found["offices"]:
        del row["id"]  # counted anew, under another number
    return {table: rows if "id" in (rows or [{}])[0] else sorted(rows, key=str) for table, rows in found.items()}


def steps(db: Database, chance: random.Random) -> dict[str, Callable[[], Any]]:
    """Return one decision of each kind, about whom and what chance says; each returns its number, if it makes one."""

    def pick(table: str) -> Any:
        ids = [row[0] for row in db.execute(f"SELECT id FROM {table} ORDER BY id").fetchall()]
        return chance.choice(ids)

    def names_of(table: str, thing: str, id: int) -> list[str]:
        return [row[0] for row in db.execute(f"SELECT name FROM {table} WHERE {thing} = ?", [id]).fetchall()]

    def split_person() -> int:
        id = pick("speakers")
        people.split(db, id, "r", "ann", names=[chance.choice(names_of("identities", "speaker_id", id))])
        return newest(db, "decisions")

    def split_person_by_article() -> int:
        people.split(db, pick("speakers"), "r", "ann", articles=[pick("articles")])
        return newest(db, "decisions")

    def split_target() -> int:
        id = pick("targets")
        targets.split(db, id, "r", "ann", names=[chance.choice(names_of("target_names", "target_id", id))])
        return newest(db, "target_decisions")

    def split_target_by_article() -> int:
        targets.split(db, pick("targets"), "r", "ann", articles=[pick("articles")])
        return newest(db, "target_decisions")

    new = chance.choice(NEW)
    return {
        "alias": lambda: people.add_alias(db, pick("speakers"), new, "r", "ann"),
        "merge": lambda: people.merge(db, pick("speakers"), pick("speakers"), "r", "ann"),
        "rename": lambda: people.rename(db, pick("speakers"), new, "r", "ann"),
        "split": split_person,
        "split by article": split_person_by_article,
        "wikidata": lambda: people.set_wikidata(db, pick("speakers"), f"Q{chance.randint(1, 9)}", "r", "ann"),
        "apart": lambda: people.keep_apart(db, pick("speakers"), pick("speakers"), "r", "ann"),
        "merge targets": lambda: targets.merge(db, pick("targets"), pick("targets"), "r", "ann"),
        "rename target": lambda: targets.rename(db, pick("targets"), new, "r", "ann"),
        "split target": split_target,
        "split target by article": split_target_by_article,
        "kind": lambda: targets.set_kind(db, pick("targets"), chance.choice(targets.KINDS), "r", "ann"),
        "parent": lambda: targets.set_parent(db, pick("targets"), chance.choice([new, ""]), "r", "ann"),
        "accept": lambda: reviews.accept(db, pick("quotes"), pick("speakers"), "ann"),
        "reject": lambda: reviews.reject(db, pick("quotes"), pick("speakers"), "ann"),
        "open": lambda: reviews.leave_open(db, pick("quotes"), "ann"),
        "turn": lambda: reviews.correct_stance(db, pick("stances"), chance.choice([-1, 0, 1]), "ann"),
    }


def newest(db: Database, table: str) -> int:
    """Return the number of the decision that a split begins with; a name for what is new would be one of its own."""
    return int(db.execute(f"SELECT max(id) FROM {table}").fetchone()[0])


def undo(db: Database, kind: str, id: int) -> None:
    """Take one decision back."""
    if kind in ("accept", "reject", "open", "turn"):
        reviews.withdraw(db, id)
    elif "target" in kind or kind in ("kind", "parent"):
        targets.undo(db, id, "ann")
    else:
        people.undo(db, id, "ann")


@pytest.mark.parametrize("seed", [2, 6])
def test_undo_is_exact(tmp_path: Any, seed: int) -> None:
    chance, path = random.Random(seed), str(tmp_path / "a.db")
    made = undone = 0
    with open_database(path, write=True) as db:
        for number in range(6):
            save(db, article(number, chance))
        resolve.resolve(db)
        while made < DECISIONS:
            taken_back = chance.random() < 0.6
            before = rows(path) if taken_back else {}
            kind, decide = chance.choice(list(steps(db, chance).items()))
            try:
                id = decide()
            except (PeopleError, TargetError, ReviewError):
                assert not taken_back or rows(path) == before, f"{kind} was refused and yet changed something"
                continue
            made += 1
            if taken_back:
                undo(db, kind, id)
                after = rows(path)
                differ = [table for table in before if after[table] != before[table]]
                assert not differ, (made, kind, *([r for r in after[t] if r not in before[t]] for t in differ),
                                    *([r for r in before[t] if r not in after[t]] for t in differ))  # fmt: skip
                undone += 1
            elif chance.random() < 0.1:
                save(db, article(chance.randrange(6), chance))
    assert undone > DECISIONS / 3
