"""A run that ends early, wherever it does, and is run again leaves what one run leaves: rows and decisions."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from db.articles import store
from db.merging import resolve
from db.schema import open_database
from onrecord.batches import analyse_all
from onrecord.results import AnalysedArticle
from onrecord.saving import save_all
from quotes.readers import Failure
from quotes.types import Article
from tests import ROOT
from tests.factories import command, dam, dump, older, toy_load

NAMES = ("Selma Tarrow", "Sélma Tarrow", "Jonas Vell", "Jonás Vell", "Mira Holm", "Selma Tárrow")
"""Spellings of three people: each merge is a decision that is made after the last article."""
KILLS = int(os.environ.get("ONRECORD_KILLS", "4"))


def text(number: int) -> str:
    """Return an article by two of the people."""
    one, other = (NAMES[(number * step) % len(NAMES)] for step in (1, 5))
    return f"Report {number}\n\n{one}, minister, said “Not {number} times.” {other} condemned Ostreva."


def results(count: int) -> Iterator[AnalysedArticle | Failure]:
    """Yield the analyses of so many articles."""
    articles = [Article(f"a{number:03}", text(number)) for number in range(count)]
    for found in analyse_all(articles, toy_load):
        yield found if isinstance(found, Failure) else AnalysedArticle(found)


def add(path: Path, count: int, at_most: int | None = None) -> None:
    """Add so many articles; stop without a word behind ``at_most`` of them."""
    with open_database(str(path), write=True) as db:
        outcomes = save_all(db, results(count), store.Run(db, "0"))
        for number, _ in enumerate(outcomes, 1):
            if number == at_most:
                return


def people(path: Path) -> dict[str, Any]:
    """Return the rows of a database, and make sure that people were merged at all."""
    rows = dump(str(path))
    assert sum(row["action"] == "merge" for row in rows["decisions"]) >= 2
    return rows


@pytest.mark.parametrize("stops", [[1], [4], [8], [2, 5, 8]])
def test_run_that_stops_behind_any_article_is_made_good_by_the_next(tmp_path: Path, stops: list[int]) -> None:
    add(tmp_path / "whole.db", 8)
    for stop in stops:
        add(tmp_path / "broken.db", 8, stop)
    assert not dump(str(tmp_path / "broken.db"))["decisions"]
    add(tmp_path / "broken.db", 8)
    assert people(tmp_path / "broken.db") == people(tmp_path / "whole.db")


def test_run_that_fails_while_people_are_joined_is_made_good(tmp_path: Path, monkeypatch: Any) -> None:
    add(tmp_path / "whole.db", 8)
    with monkeypatch.context() as patch:
        patch.setattr(resolve, "_link_officials", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            add(tmp_path / "broken.db", 8)
    add(tmp_path / "broken.db", 8)
    assert people(tmp_path / "broken.db") == people(tmp_path / "whole.db")


def test_open_articles_are_joined_by_a_run_that_adds_others(tmp_path: Path) -> None:
    add(tmp_path / "a.db", 8, 6)
    with open_database(str(tmp_path / "a.db"), write=True) as db:
        run = store.Run(db, "0")
        assert not list(save_all(db, iter(()), run))
        assert db["decisions"].count >= 2
        assert not db["articles_to_resolve"].count


def test_run_that_has_nothing_to_do_writes_nothing(tmp_path: Path) -> None:
    add(tmp_path / "a.db", 8)
    before = people(tmp_path / "a.db")
    with open_database(str(tmp_path / "a.db")) as db:
        version = db.execute("PRAGMA data_version").fetchone()
        add(tmp_path / "a.db", 8)
        assert db.execute("PRAGMA data_version").fetchone() == version
    assert people(tmp_path / "a.db") == before


def test_runs_that_were_cut_off_by_an_older_version_are_made_good(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    older(path, "m009_articles_to_resolve", dam(), dam(id="whole", path="whole.txt"))
    with Database(str(path)) as db:
        db["runs"].insert_all({"started": "2031", "finished": end, "version": "0"} for end in ("2031", None))
        db.execute("UPDATE articles SET run_id = 1 + (id = 'dam')")
        db.conn.commit()
    with open_database(str(path), write=True) as db:
        assert [row["article_id"] for row in db["articles_to_resolve"].rows] == ["dam"]


@pytest.mark.skipif(os.name != "posix", reason="sends SIGKILL")
@pytest.mark.parametrize("workers", [1, 2])
def test_killed_at_any_moment_and_run_again(tmp_path: Path, workers: int) -> None:
    """A few kills here; ``ONRECORD_KILLS`` says how many, ``make torture`` makes 60."""
    folder = tmp_path / "news"
    folder.mkdir()
    for number in range(40):
        (folder / f"a{number:03}.txt").write_text(text(number))
    options = ("--workers", str(workers))
    started = time.monotonic()
    subprocess.run(command("add", str(tmp_path / "whole.db"), str(folder), *options, delay=0.01), cwd=ROOT, check=True)
    lasts = time.monotonic() - started
    whole = people(tmp_path / "whole.db")
    chance = random.Random(workers)
    for kill in range(KILLS):
        path = tmp_path / f"{kill}.db"
        process = subprocess.Popen(command("add", str(path), str(folder), *options, delay=0.01), cwd=ROOT)
        time.sleep(lasts * chance.uniform(0.5, 1.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
        subprocess.run(command("add", str(path), str(folder), *options), cwd=ROOT, check=True)
        assert people(path) == whole
