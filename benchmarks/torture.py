"""A rehearsal of bad luck and bad will: what is killed, locked, filled up, fuzzed and asked too much stays whole.

    python -m benchmarks.torture [--short] [PROBE …]

Prints a table: how often each probe tried, how often something went wrong, and what it measured. Everything happens
in a temporary folder. ``--short`` is what the tests run; the whole takes about half an hour on two cores. Most
probes stand a toy pipeline in for the models. Exit status 1: something went wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import http.client
import io
import json
import os
import random
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import quote as percent

from click.testing import CliRunner

from benchmarks.hostile import SHAPES
from onrecord.cli import cli
from quotes.quotation_marks import quotations
from quotes.types import Article
from tests import ROOT
from tests.factories import TALKS, command, dam, dump, toy_pipeline

ARTICLES = 40
NAMES = ("Selma Tarrow", "Sélma Tarrow", "Jonas Vell", "Jonás Vell", "Mira Holm", "Selma Tárrow")
FACTOR = 2.3  # of the time, for twice the text
ODD = (
    "\0", "\x01", "NaN", "null", "\ufeff", "\u202e", "\u2028", "\r", "\t", "“", "”", "'", '"', "é" * 1000, "𝒜", 
    "👩🏽‍🚀", "{", "]", "\\u0000", "9" * 5000, "=1+1", "<script>", "..", "/", "%00", "~2F", " " * 500,
)  # fmt: skip


@dataclass
class Outcome:
    """What one probe did."""

    tried: int = 0
    wrong: list[str] = field(default_factory=list)
    note: str = ""

    def expect(self, right: bool, otherwise: str) -> None:
        """Count one try, and what was wrong with it."""
        self.tried += 1
        if not right:
            self.wrong.append(otherwise)


# --- databases that are cut off ------------------------------------------------------------------------------


def article(number: int) -> str:
    """Return an article by two of three people, whose names have two spellings each."""
    one, other = (NAMES[(number * step) % len(NAMES)] for step in (1, 5))
    return f"Report {number}\n\n{one}, minister, said “Not {number} times.” {other} condemned Ostreva."


def make_news(folder: Path, count: int = ARTICLES, filler: int = 0) -> Path:
    """Write so many articles as files."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"a{number:03}.txt").write_text(article(number) + " word" * filler, encoding="utf-8")
    return folder


def add(database: Path, news: Path, *options: str, delay: float = 0) -> subprocess.Popen[str]:
    """Start "onrecord add"."""
    return subprocess.Popen(
        command("add", str(database), str(news), *options, delay=delay),
        cwd=ROOT, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def whole_run(folder: Path, news: Path, *options: str, delay: float = 0) -> tuple[dict[str, Any], float]:
    """Return the rows of a database that nothing happened to, and how long it took."""
    started = time.monotonic()
    add(folder / "whole.db", news, *options, delay=delay).communicate()
    return dump(str(folder / "whole.db")), time.monotonic() - started


def rerun(outcome: Outcome, database: Path, news: Path, whole: dict[str, Any], what: str) -> None:
    """Run again what was cut off, and compare."""
    _, complaint = add(database, news).communicate()
    outcome.expect("Traceback" not in complaint and dump(str(database)) == whole, f"{what}: {complaint.strip()}")


def kills(folder: Path, short: bool) -> Outcome:
    """Kill runs at random moments, with one process and with two, and run them again."""
    outcome, chance = Outcome(), random.Random(1)
    news = make_news(folder / "news")
    for workers in ("1", "2"):
        whole, lasts = whole_run(folder, news, "--workers", workers, delay=0.01)
        for number in range(1 if short else 30):
            database = folder / f"{workers}-{number}.db"
            process = add(database, news, "--workers", workers, delay=0.01)
            time.sleep(lasts * chance.uniform(0.3, 1.05))
            process.send_signal(chance.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGINT, signal.SIGTERM]))
            process.communicate()
            rerun(outcome, database, news, whole, f"{workers} workers, kill {number}")
        (folder / "whole.db").unlink()
    return outcome


def locks(folder: Path, short: bool) -> Outcome:
    """Hold the lock of the database longer than a run waits, at random moments; run again."""
    outcome, chance = Outcome(), random.Random(2)
    news = make_news(folder / "news")
    whole, lasts = whole_run(folder, news, delay=0.01)
    for number in range(1 if short else 6):
        database = folder / f"{number}.db"
        process = add(database, news, delay=0.01)
        time.sleep(lasts * chance.uniform(0.5, 1.0))
        holder = sqlite3.connect(database, isolation_level=None, timeout=5)
        try:
            holder.execute("BEGIN IMMEDIATE")
            _, complaint = process.communicate()
            fine = process.returncode == 0 or "is locked by another program" in complaint
            outcome.expect(fine and "Traceback" not in complaint, f"lock {number}: {complaint.strip()}")
            holder.execute("ROLLBACK")
        except sqlite3.OperationalError:  # the run wrote for longer than we waited: as good
            process.communicate()
        holder.close()
        rerun(outcome, database, news, whole, f"after lock {number}")
    return outcome


def full_disk(folder: Path, short: bool) -> Outcome:
    """Run on disks of many sizes that become full; give them room and run again."""
    outcome = Outcome()
    news = make_news(folder / "news", filler=6000)
    whole, _ = whole_run(folder, news)
    for kilobytes in (900,) if short else range(300, 2400, 150):
        disk = folder / f"disk{kilobytes}"
        disk.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", disk], check=False).returncode:
            outcome.note = "mounting is not permitted here"
            return outcome
        try:
            _, complaint = add(disk / "a.db", news).communicate()
            outcome.expect("disk is full" in complaint or "added" in complaint, f"{kilobytes} KB: {complaint.strip()}")
            subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
            rerun(outcome, disk / "a.db", news, whole, f"{kilobytes} KB, then more")
        finally:
            subprocess.run(["umount", "--lazy", disk], check=True)
    return outcome


# --- what is sent --------------------------------------------------------------------------------------------


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return bytes with a few pieces cut out, doubled, moved, or replaced by odd ones."""
    for _ in range(chance.randint(1, 6)):
        at, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        piece = chance.choice([
            b"", data[at:end] * 2, bytes([chance.randrange(256)]), chance.choice(ODD).encode("utf-8", "surrogatepass"),
        ])  # fmt: skip
        data = data[:at] + piece + data[end if chance.random() < 0.4 else at :]
    return data


def fuzzed_files(folder: Path, count: int) -> Iterator[Path]:
    """Write so many damaged files and yield them."""
    chance = random.Random(3)
    line = {"id": "x", "text": TALKS, "title": "Talks", "published": "2031-03-27", "outlet": "Halm Courier"}
    for number in range(count):
        jsonl = number % 2
        data = "\n".join([json.dumps(line, ensure_ascii=bool(number % 4))] * 3) if jsonl else TALKS
        coding = chance.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16", "latin-1"])
        path = folder / f"f{number:04}.{'jsonl' if jsonl else 'txt'}"
        path.write_bytes(mutated(data.encode(coding, "replace"), chance))
        yield path


def fuzz(folder: Path, short: bool) -> Outcome:
    """Add damaged files and call commands with odd arguments: sentences, and a database that is sound."""
    outcome, chance = Outcome(), random.Random(4)
    database = str(folder / "a.db")

    def run(*arguments: str) -> None:
        result = CliRunner().invoke(cli, list(arguments))
        known = result.exception is None or isinstance(result.exception, SystemExit)
        plain = "Traceback" not in result.output and "Error: ValueError" not in result.output
        said = result.output.strip()[-200:]
        outcome.expect(known and plain and result.exit_code in (0, 1, 2, 3), f"{arguments!r:.200} {said}")

    with mock.patch("onrecord.pipeline.Pipeline", toy_pipeline):
        for path in fuzzed_files(folder, 100 if short else 2000):
            run("add", database, str(path))
        for _ in range(60 if short else 600):
            odd = chance.choice(ODD).replace("\0", "") + chance.choice(["", "x", "Selma"])
            name, *rest = chance.choice(COMMANDS)
            run(*name.split(), database, *(odd if word == "?" else word for word in rest))
    with sqlite3.connect(database) as db:
        outcome.expect(db.execute("PRAGMA integrity_check").fetchone()[0] == "ok", "integrity")
        outcome.expect(not db.execute("PRAGMA foreign_key_check").fetchall(), "foreign keys")
    return outcome


COMMANDS = (
    ("quotes", "--speaker", "?"), ("quotes", "--target", "?"), ("quotes", "--search", "?"), ("quotes", "--limit", "?"),
    ("quotes", "--article", "?"), ("show", "?"), ("compare", "--since", "?"), ("compare", "?"),
    ("compare", "--by", "?"), ("compare", "--outlet", "?"), ("timeline", "?"), ("people show", "?"),
    ("people undo", "?"), ("people merge", "?", "Selma Tarrow"), ("people alias", "Selma Tarrow", "?"),
    ("people rename", "Jonas Vell", "?"),
    ("people list", "--search", "?"), ("targets show", "?"), ("targets rename", "Ostreva", "?"), ("targets undo", "?"),
    ("targets list", "--family", "?"), ("people review", "--accept", "?"),
    ("people split", "Jonas Vell", "--name", "?"),
)  # fmt: skip


def hostile_texts(folder: Path, short: bool) -> Outcome:
    """Time 29 shapes of text at two sizes: the pairing of marks, and (not when short) everything, with the models."""
    outcome, factors = Outcome(), {}
    whole = None if short else _whole_analysis()
    for name, make in SHAPES.items():
        marks = min(_factor(quotations, make, 20_000) for _ in range(3))
        outcome.expect(marks < FACTOR, f"marks of “{name}”: {marks:.1f}")
        if whole:
            factors[name] = _factor(whole, make, 6000)
            factors[name] = factors[name] if factors[name] < FACTOR else _factor(whole, make, 6000)
            outcome.expect(factors[name] < FACTOR, f"“{name}”: {factors[name]:.2f}")
    if factors:
        worst = max(factors, key=lambda name: factors[name])
        outcome.note = f"twice the text takes at most {factors[worst]:.2f} times as long ({worst})"
    return outcome


def _factor(function: Callable[[str], Any], make: Callable[[int], str], size: int) -> float:
    def seconds(text: str) -> float:
        started = time.process_time()
        function(text)
        return time.process_time() - started

    return (seconds(make(2 * size)) + 0.001) / (seconds(make(size)) + 0.001)


def _whole_analysis() -> Callable[[str], Any]:
    from attribution.analyze import analyze
    from onrecord.pipeline import load_parser

    parser = load_parser(None)

    def analysed(text: str) -> Any:
        one = Article("a", text)
        return analyze(one, next(parser.parse_all([one])))

    analysed(TALKS)
    return analysed


def neighbours(folder: Path, short: bool) -> Outcome:
    """Read 200 articles alone, and among hostile ones in any order: their rows are the same. Not when short."""
    if short:
        return Outcome(note="left out: it needs the models")
    from tests.quotes.test_neighbours import differing

    outcome = Outcome()
    tried, wrong = differing(200)
    outcome.tried, outcome.wrong = tried, list(wrong)
    return outcome


# --- what is asked -------------------------------------------------------------------------------------------


def hostile_pages(folder: Path, short: bool) -> Outcome:
    """Ask for pages that are and are not there, with odd parameters, of a record that holds odd names."""
    from db.articles.store import save
    from db.browse.serve import datasette_for
    from db.schema import open_database

    path = str(folder / "a.db")
    with open_database(path, write=True) as db:
        for number, odd in enumerate(word.replace("\0", "") for word in ODD):
            save(db, dam(id=f"{odd}{number}", path=f"{number}.txt", title=odd or None, outlet=odd or None))
    outcome, chance = Outcome(), random.Random(5)
    slowest = 0.0

    async def ask() -> None:
        nonlocal slowest
        served = datasette_for(path)
        await served.invoke_startup()
        for _ in range(120 if short else 2000):
            address = _odd_address(chance)
            started = time.monotonic()
            answer = await served.client.get(address)
            slowest = max(slowest, time.monotonic() - started)
            outcome.expect(answer.status_code < 500, f"{address[:200]} {answer.status_code}")

    with contextlib.redirect_stderr(io.StringIO()):  # Datasette tells its terminal what tables were asked for
        asyncio.run(ask())
    outcome.note = f"the slowest took {1000 * slowest:.0f} ms"
    return outcome


def _odd_address(chance: random.Random) -> str:
    def odd() -> str:
        return percent(chance.choice([*ODD, "dam", "1", "quotes", "record", "-1"])[:800], safe="")

    places = (f"/-/{chance.choice(VIEWS)}", f"/-/{chance.choice(VIEWS)}/{odd()}", f"/a/{chance.choice(TABLES)}",
              f"/a/{odd()}", f"/{odd()}", f"/a/quotes/{odd()}", f"/-/{odd()}", f"/a?sql={odd()}")  # fmt: skip
    query = "&".join(f"{chance.choice(PARAMETERS)}={odd()}" for _ in range(chance.randint(0, 3)))
    address = chance.choice(places) + chance.choice(["", "", ".json", ".csv"])
    return f"{address}{'&' if '?' in address else '?'}{query}"


VIEWS = ("record", "compare", "search", "review", "speaker", "target", "article")
PARAMETERS = (
    "q", "speaker", "target", "page", "since", "kind", "side", "sort", "at", "db", "limit", "_sort", "_where", "_facet",
    "_size", "_next", "_search", "_shape",
)  # fmt: skip
TABLES = ("quotes", "speakers", "stances", "articles", "statements", "busiest_speakers")
ASKED = ("/-/record", "/-/compare", "/-/speaker/1", "/-/target/1", "/-/search?q=times", "/-/article/a001", "/-/review",
         "/-/compare.csv", "/news/quotes", "/-/search.json?speaker=1")  # fmt: skip


def load(folder: Path, short: bool) -> Outcome:
    """Let 20 clients ask a server 50 times each while articles are added to its database."""
    news = make_news(folder / "news", 300)
    add(folder / "news.db", make_news(folder / "first", 100)).communicate()
    server = subprocess.Popen(
        command("browse", str(folder / "news.db"), "--port", "0"),
        cwd=ROOT, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert server.stdout
    port = int(server.stdout.readline().split("/-/")[0].rpartition(":")[2])
    outcome, took, done = Outcome(), list[float](), threading.Event()
    clients, times = (4, 10) if short else (20, 50)

    def client(number: int) -> None:
        chance = random.Random(number)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for _ in range(times):
            address = chance.choice(ASKED)
            started = time.monotonic()
            connection.request("GET", address)
            answer = connection.getresponse()
            answer.read()
            took.append(time.monotonic() - started)
            outcome.expect(answer.status == 200, f"{address}: {answer.status}")

    def adding() -> None:
        while not done.is_set():
            process = add(folder / "news.db", news, delay=0.005)
            _, complaint = process.communicate()
            outcome.expect(process.returncode == 0, complaint.strip())
            for file in news.iterdir():
                file.write_text(file.read_text() + " It went on.")

    writer = threading.Thread(target=adding)
    writer.start()
    try:
        time.sleep(1.5)
        with ThreadPoolExecutor(clients) as pool:
            for future in [pool.submit(client, number) for number in range(clients)]:
                future.result()
    finally:
        done.set()
        writer.join()
        server.send_signal(signal.SIGINT)
        server.wait()
    cuts = [1000 * cut for cut in statistics.quantiles(took, n=20)]
    outcome.note = f"{clients} clients: median {cuts[9]:.0f} ms, 95th percentile {cuts[18]:.0f} ms"
    return outcome


PROBES: dict[str, Callable[[Path, bool], Outcome]] = {
    "kills": kills, "locks": locks, "full disk": full_disk, "fuzz": fuzz, "hostile texts": hostile_texts,
    "neighbours": neighbours, "hostile pages": hostile_pages, "load while adding": load,
}  # fmt: skip


def rehearse(names: list[str], short: bool) -> dict[str, Outcome]:
    """Run the probes, each in a folder of its own, and print a line for each."""
    found: dict[str, Outcome] = {}
    print(f"{'':<20}{'tried':>7}{'wrong':>7}{'seconds':>9}")
    for name in names:
        started = time.monotonic()
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            outcome = found[name] = PROBES[name](Path(folder), short)
        line = f"{name:<20}{outcome.tried:>7}{len(outcome.wrong):>7}{time.monotonic() - started:>9.0f}  {outcome.note}"
        print(line.rstrip(), flush=True)
        for wrong in outcome.wrong[:5]:
            print(f"    {wrong}"[:400])
    return found


def main() -> None:
    """Rehearse what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("probes", nargs="*", metavar="PROBE", help=f"of {', '.join(PROBES)}; all by default")
    parser.add_argument("--short", action="store_true", help="a minute instead of half an hour")
    given = parser.parse_args()
    if unknown := set(given.probes) - set(PROBES):
        parser.error(f"no such probe: {', '.join(sorted(unknown))}")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    found = rehearse(given.probes or list(PROBES), given.short)
    sys.exit(any(outcome.wrong for outcome in found.values()))


if __name__ == "__main__":
    main()
