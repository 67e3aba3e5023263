"""Bad input and bad luck, from the command line: a sentence and an exit status, and nothing lost."""

import os
import signal
import sqlite3
import subprocess
import threading
import time
from pathlib import Path

import pytest

from db import schema
from db.articles.store import load
from db.schema import open_database
from tests import ROOT
from tests.factories import TALKS, command

KILOBYTE = "Selma Tarrow said “We are done.” and left. " + "So it went on. " * 67
BAD = {
    "empty": b"",
    "blank": b" \n\t\n",
    "binary": bytes(range(256)) * 4,
    "cyrillic": "Привет, мир".encode("cp1251"),
    "nul": b"Talks\0 end",
    "five-megabytes": (KILOBYTE * 4800).encode(),
}
GOOD = {
    "bom": b"\xef\xbb\xbf" + TALKS.encode(),
    "utf-16": TALKS.encode("utf-16"),
    "one-line": (KILOBYTE * 190).encode(),
    "odd-marks": "“ ‘ Selma Tarrow said “We are done.” \" » „ '' «".encode(),
    "unclosed": "Selma Tarrow said “We are done.” “She left, and Jonas Vell said “No".encode(),
    "emoji": "🕊👩🏽‍🚀 Selma Tarrow said “We are done.” 🇺🇳".encode(),
    "rtl": "‏שלום Selma Tarrow said “We are done.” العالم‎".encode(),
    "markup": "<div><p Selma Tarrow said “We are done.” &quot; </span".encode(),
}


def articles(path):
    with open_database(str(path)) as db:
        count = "(SELECT count(*) FROM quotes WHERE article_id = a.id)"
        return {row["id"]: row["n"] for row in db.query(f"SELECT a.id, {count} AS n FROM articles a")}


def assert_sound(path):
    with open_database(str(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        for row in db["articles"].rows:
            load(db, row["id"])


def test_bad_documents_among_good_ones(run):
    for name, data in (BAD | GOOD).items():
        Path(f"{name}.txt").write_bytes(data)
    Path("dangling.txt").symlink_to("gone")
    os.mkfifo("pipe.txt")
    result = run("add", "a.db", ".")
    assert result.exit_code == 3
    found = articles("a.db")
    assert found.keys() == GOOD.keys()
    assert found["one-line"] == 190 and min(found.values()) >= 1
    with open_database("a.db") as db:
        errors = {Path(row["path"]).stem: row["message"] for row in db["errors"].rows}
    assert errors.keys() == {*BAD, "dangling", "pipe"}
    assert errors["five-megabytes"] == "The text has 5,030,400 characters; the limit is 1,000,000."
    assert all(message.endswith(".") and "\n" not in message for message in errors.values())
    assert len([line for line in result.stderr.splitlines() if not line.startswith("  ")]) == len(errors) + 1


def test_only_bad_documents(run):
    Path("a.txt").write_bytes(BAD["binary"])
    assert run("add", "a.db", "a.txt").exit_code == 3
    result = run("extract", "a.txt")
    assert (result.exit_code, result.stdout) == (3, "")


def test_database_that_is_none_of_ours(run):
    connection = sqlite3.connect("other.db")
    connection.execute("CREATE TABLE t (a)")
    connection.close()
    Path("notes.db").write_text("Dear diary")
    Path("a.txt").write_text(TALKS)
    for name in ("other.db", "notes.db"):
        before = Path(name).read_bytes()
        for arguments in (["add", name, "a.txt"], ["quotes", name], ["compare", name], ["show", name, "a"]):
            result = run(*arguments)
            assert (result.exit_code, result.stdout) == (1, "")
            assert result.stderr == f"Error: {name} was not made by onrecord; it was left as it is.\n"
        assert Path(name).read_bytes() == before
    assert sorted(os.listdir()) == ["a.txt", "notes.db", "other.db"]


def test_folder_as_database_or_folder_missing(run):
    Path("a.txt").write_text(TALKS)
    assert "is a folder" in run("add", ".", "a.txt").stderr
    result = run("add", "no/such/a.db", "a.txt")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert "unable to open" in result.stderr


def test_locked_database(run, monkeypatch):
    monkeypatch.setattr(schema, "BUSY_SECONDS", 0.2)
    Path("a.txt").write_text(TALKS)
    run("add", "a.db", "a.txt")
    other = sqlite3.connect("a.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    Path("b.txt").write_text(TALKS + "More.")
    result = run("add", "a.db", "b.txt")
    assert (result.exit_code, result.stderr) == (
        1, "Error: a.db is locked by another program; try again when that has finished.\n",
    )  # fmt: skip
    assert run("quotes", "a.db").exit_code == 0, "readers need not wait"
    other.execute("ROLLBACK")
    other.close()
    assert run("add", "a.db", "b.txt").exit_code == 0


@pytest.mark.parametrize("seconds", [0.3, 30])
def test_a_new_database_that_another_program_is_writing(tmp_path, monkeypatch, seconds):
    monkeypatch.setattr(schema, "BUSY_SECONDS", 10.0 if seconds < 10 else 0.2)
    path = str(tmp_path / "new.db")
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    other.execute("BEGIN IMMEDIATE")
    end = threading.Timer(seconds, other.execute, ["COMMIT"])
    end.start()
    if seconds < 10:
        with open_database(path, write=True) as db:
            assert db.journal_mode == "wal"
    else:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            open_database(path, write=True)
    end.cancel()
    end.join()
    other.close()


def test_damaged_database(run):
    Path("a.txt").write_text(TALKS)
    run("add", "a.db", "a.txt")
    data = bytearray(Path("a.db").read_bytes())
    data[4096:] = b"\x55" * (len(data) - 4096)
    Path("a.db").write_bytes(data)
    for arguments in (["quotes", "a.db"], ["add", "a.db", "a.txt"]):
        result = run(*arguments)
        assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
        assert "a.db" in result.stderr


def test_full_disk(run, disk):
    folder, _ = disk
    for n in range(60):
        Path(f"{n:02}.txt").write_text(TALKS + f"{n} " + "word " * 20_000)
    result = run("add", folder / "a.db", ".")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [f"Error: The disk is full; {folder}/a.db keeps what was saved before."]
    assert 0 < len(articles(folder / "a.db")) < 60
    assert_sound(folder / "a.db")


def test_disk_full_from_the_start(run, disk):
    folder, _ = disk
    with pytest.raises(OSError, match="No space"):
        (folder / "filler").write_bytes(b"x" * 3_000_000)
    Path("a.txt").write_text(TALKS)
    result = run("add", folder / "a.db", "a.txt")
    assert result.exit_code == 1
    assert "The disk is full" in result.stderr
    os.unlink(folder / "filler")
    assert run("add", folder / "a.db", "a.txt").exit_code == 0


def test_read_only_disk(run, disk):
    folder, mount = disk
    Path("a.txt").write_text(TALKS)
    assert run("add", folder / "a.db", "a.txt").exit_code == 0
    done = mount("remount,ro")
    if done.returncode:
        pytest.skip(f"remounting is not permitted: {done.stderr.strip()}")
    try:
        Path("b.txt").write_text(TALKS + "More.")
        result = run("add", folder / "a.db", "b.txt")
        assert (result.exit_code, result.stderr) == (
            1, f"Error: {folder}/a.db cannot be written: it is read-only.\n",
        )  # fmt: skip
        assert "We are done." in run("quotes", folder / "a.db").stdout
        new = run("add", folder / "new.db", "b.txt")
        assert (new.exit_code, len(new.stderr.splitlines())) == (1, 1)
    finally:
        mount("remount,rw")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_file(run):
    Path("a.txt").write_text(TALKS)
    run("add", "a.db", "a.txt")
    os.chmod("a.db", 0o444)
    Path("b.txt").write_text(TALKS + "More.")
    result = run("add", "a.db", "b.txt")
    assert (result.exit_code, result.stderr) == (1, "Error: a.db cannot be written: it is read-only.\n")


def test_output_that_cannot_be_written(tmp_path):
    if not os.path.exists("/dev/full"):
        pytest.skip("there is no /dev/full")
    (tmp_path / "a.txt").write_text(TALKS)
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            command("extract", str(tmp_path)), cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 1
    assert done.stderr == "Error: [Errno 28] No space left on device\n"


@pytest.mark.parametrize("seconds", [0.0, 0.4, 0.9])
def test_interrupted_in_mid_run(tmp_path, seconds):
    for n in range(400):
        (tmp_path / f"{n:03}.txt").write_text(f"{n}\n" + TALKS + "word " * 12_000)
    path = tmp_path / "a.db"
    process = subprocess.Popen(
        command("add", str(path), str(tmp_path), delay=0.02), cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    while not path.exists() or not path.stat().st_size or (seconds and not articles(path)):
        time.sleep(0.02)
    time.sleep(seconds)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert len(stderr.splitlines()) == 1 and stderr.startswith("Interrupted"), stderr
    assert_sound(path)
    assert len(articles(path)) < 400
    assert seconds == 0 or f"keeps the {len(articles(path))} articles saved" in stderr


def test_two_runs_at_once(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        for n in range(40):
            (tmp_path / folder / f"{folder}{n}.txt").write_text(f"{folder}{n}\n" + TALKS)
    path = tmp_path / "both.db"
    runs = [
        subprocess.Popen(command("add", str(path), str(tmp_path / folder)), cwd=ROOT, stderr=subprocess.PIPE)
        for folder in ("a", "b")
    ]
    assert [(r.communicate(timeout=120)[1].decode(), r.returncode) for r in runs] == [
        (f"{path}: articles: 40 added\n", 0)
    ] * 2
    assert len(articles(path)) == 80
    assert_sound(path)
    with open_database(str(path)) as db:
        assert db["speakers"].count == 2
