"""Several processes give what one gives, in its order, whatever happens to one of them."""

import os
import signal
import subprocess
import time
from functools import partial
from pathlib import Path

import click
import pytest

from db.schema import open_database
from onrecord import batches
from onrecord.batches import analyse_all
from onrecord.workers import _Pool, analyse_in_processes
from quotes.readers import Failure
from quotes.types import Article
from tests import ROOT
from tests.factories import TALKS, command, dump, toy_load


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(batches, "BATCH_ARTICLES", 3)


def articles(count, **special):
    """Return so many articles; ``special`` gives some another ending."""
    return [
        Article(f"a{i}", f"Mira Tolland, minister, said “No, not {i} times.” {special.get(f'a{i}', '')}")
        for i in range(count)
    ]


def load_nothing():
    raise click.ClickException("There is no model directory /nowhere.")


def die():
    os._exit(7)


def processes_below(pid):
    """Return the process ids of those whose parent is ``pid``."""
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return listed.stdout.split()


def test_results_and_their_order_are_those_of_one_process():
    items = articles(20, a4="UNPARSABLE", a9="UNANALYSABLE", a12="Mira Tolland condemned Ostreva.")
    items[6:6] = [Failure("x.txt", "The text is empty.")]
    one = list(analyse_all(items, toy_load))
    assert list(analyse_in_processes(iter(items), toy_load, 2)) == one
    assert sum(isinstance(item, Failure) for item in one) == 3


def test_no_articles_start_no_process():
    items = [Failure("x.txt", "The text is empty.")]
    assert list(analyse_in_processes(items, load_nothing, 2)) == items


def test_few_articles_start_few_processes():
    pool = _Pool(toy_load, 8)
    try:
        assert len(list(pool.run(iter([articles(2)])))) == 2
        assert len(pool.workers) == 1
    finally:
        pool.stop()


def test_worker_goes_on_while_the_batch_before_is_saved():
    pool = _Pool(toy_load, 1)
    try:
        results = pool.run(iter([articles(3), articles(3)]))
        next(results)
        assert not pool.workers[0].task
        next(results)  # the first is saved, two more of its batch are not
        assert pool.workers[0].task
        assert len(list(results)) == 4
    finally:
        pool.stop()


def test_article_that_kills_its_process_costs_no_other_its_result():
    items = articles(10, a4="DEADLY")
    found = list(analyse_in_processes(items, toy_load, 2))
    assert [item.article.id for item in found if not isinstance(item, Failure)] == [
        item.id for item in items if item.id != "a4"
    ]
    assert found[4] == Failure("a4", "The analysis failed: its process died (SIGKILL).")


@pytest.mark.parametrize("workers", [1, 2])
def test_article_that_takes_too_long_costs_no_other_its_result(run, workers):
    for i in range(7):
        Path(f"t{i}.txt").write_text(TALKS + " ENDLESS" * (i == 3))
    result = run("add", "a.db", ".", "--workers", workers, "--timeout", 0.5)
    assert result.exit_code == 3
    message = "./t3.txt: The analysis took longer than 0.5 seconds and was stopped."
    assert result.stderr.splitlines()[0] == message
    with open_database("a.db") as db:
        assert [f"{row['path']}: {row['message']}" for row in db["errors"].rows] == [message]
        assert db["articles"].count == 6


def test_process_killed_from_outside_costs_nothing():
    pool = _Pool(partial(toy_load, 0.05), 2)
    found = []
    try:
        for item in pool.run(iter([articles(3), articles(3), articles(3), articles(3), articles(3)])):
            if not found:
                loaded = next(worker for worker in pool.workers if worker.ready)  # the other one may still be loading
                os.kill(loaded.process.pid, signal.SIGKILL)
            found.append(item.article.id)
    finally:
        pool.stop()
    assert found == ["a0", "a1", "a2"] * 5


def test_models_that_cannot_be_loaded_are_told_as_by_one_process():
    with pytest.raises(click.ClickException, match="no model directory"):
        list(analyse_in_processes(articles(2), load_nothing, 2))


def test_process_that_dies_loading_is_no_endless_loop():
    with pytest.raises(ChildProcessError, match=r"while loading \(exit status 7\)"):
        list(analyse_in_processes(articles(2), die, 2))


def test_database_is_the_same(run):
    for i in range(12):
        Path(f"t{i:02}.txt").write_text(f"{TALKS}\n\nThis is report {i}." + " DEADLY" * (i == 3))
    Path("empty.txt").write_text("")
    paths = sorted(Path().glob("*.txt"))
    for number in (1, 2, 3):
        deadly = number == 1 and "t03.txt"  # nobody is left to tell of what kills the only process
        result = run("add", f"{number}.db", *(p for p in paths if p.name != deadly), "--workers", number)
        assert result.exit_code == 3
    assert dump("2.db") == dump("3.db")
    one, two = dump("1.db"), dump("2.db")
    assert [row["path"] for row in two["errors"]] != [row["path"] for row in one["errors"]]
    del one["errors"], two["errors"]
    assert one == two and len(one["articles"]) == 11


@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT")
def test_interrupted_run_keeps_what_was_saved_and_leaves_no_process(tmp_path):
    for i in range(40):
        (tmp_path / f"t{i:02}.txt").write_text(TALKS + "It went on. " * 600)
    database = tmp_path / "a.db"
    process = subprocess.Popen(
        command("add", str(database), str(tmp_path), "--workers", "2", delay=0.2),
        cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not saved(database):
        time.sleep(0.1)
    workers = processes_below(process.pid)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
    _, complaint = process.communicate(timeout=30)
    assert process.returncode == 130
    assert complaint == f"Interrupted; {database} keeps the {saved(database)} articles saved so far.\n"
    assert len(workers) >= 2
    assert not left(workers)


def left(processes):
    """Return which of the processes are still there after a while."""
    for _ in range(50):
        if not (there := [pid for pid in processes if alive(pid)]):
            return []
        time.sleep(0.1)
    return there


def alive(pid):
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    return True


def saved(database):
    """Return how many articles a database holds; 0 where there is none yet."""
    try:
        with open_database(str(database)) as db:
            return db["articles"].count
    except Exception:
        return 0
