"""Many articles through ``onrecord add``: its time with one worker and with several, its memory while it runs.

    python benchmarks/scale.py [FOLDER] [--articles N] [--workers N ...]

Without FOLDER the articles are made of paragraphs of ``examples``, each with names and numbers of its own, so
that words never stop being new. Runs take turns in the order of ``--workers`` (``--workers 1 2 1 2`` evens
out what else the machine does); memory is the resident set of each process that parses, the fullest counts.
Linux only: it reads /proc.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SYLLABLES = re.findall("...", "bardenfolgarhesjorkallinmarnovostperravseltorvenwicyarzol")
# Capitals inside a sentence: mostly names.
NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b")
NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
EVERY = 2.0  # seconds between two looks at the memory


def main() -> None:
    """Print time and memory of each run, and how much faster than the first it was."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="folder of .txt files")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "articles.jsonl")
        texts = list(_read(options.folder, options.articles) if options.folder else _make(options.articles))
        lines = (json.dumps({"id": f"many-{i}", "text": text}) + "\n" for i, text in enumerate(texts))
        source.write_text("".join(lines), encoding="utf-8")
        words = sum(len(text.split()) for text in texts)
        print(f"{len(texts):,} articles, {words:,} words")
        best: dict[int, float] = defaultdict(lambda: float("inf"))
        for number, workers in enumerate(options.workers):
            seconds = _run(source, Path(folder, f"{number}.db"), workers, len(texts))
            best[workers] = min(best[workers], seconds)
            print(f"{workers} workers: {seconds:.1f} s, {words / seconds:,.0f} words/s, loading included", flush=True)
    first = options.workers[0]
    for workers, seconds in best.items():
        if workers != first:
            print(f"{workers} workers against {first}, the best run of each: {best[first] / seconds:.2f} times as fast")


def _read(folder: Path, count: int) -> Iterator[str]:
    for path in sorted(folder.glob("*.txt"))[:count]:
        yield path.read_text(encoding="utf-8")


def _make(count: int) -> Iterator[str]:
    """Yield articles of three paragraphs."""
    rng = random.Random(1234)
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").glob("*.txt"))]
    paragraphs = [p for text in texts for p in text.split("\n\n") if len(p.split()) > 8]
    for _ in range(count):
        yield _varied("\n\n".join(rng.sample(paragraphs, 3)), rng)


def _varied(text: str, rng: random.Random) -> str:
    """Return the text with other names, the same for the same one, and other numbers."""
    names: dict[str, str] = defaultdict(lambda: "".join(rng.choices(SYLLABLES, k=3)).capitalize())
    return NUMBER.sub(lambda _: f"{rng.randrange(2, 90_000):,}", NAME.sub(lambda match: names[match[0]], text))


def _run(source: Path, database: Path, workers: int, articles: int) -> float:
    """Add the articles, printing the memory ten times; return the seconds it took."""
    command = [sys.executable, "-c", "from onrecord import cli; cli()", "add", str(database), str(source)]
    start, shown, peak = time.perf_counter(), 0, 0.0
    with subprocess.Popen([*command, "--workers", str(workers)], cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            sizes = [_memory(pid) for pid in (process.pid, *_children(process.pid))]
            peak = max([peak, *(most for _, most in sizes)])
            done = _saved(database)
            if done * 10 // articles > shown:
                shown = done * 10 // articles
                now = max(size for size, _ in sizes)
                print(f"  {done:6} articles: {now:4.0f} MB now, {peak:4.0f} at the peak", flush=True)
            time.sleep(EVERY if articles > 500 else 0.1)
        seconds = time.perf_counter() - start
    if process.returncode:
        sys.exit(f"onrecord add ended with status {process.returncode}")
    print(f"  peak memory of a process: {peak:.0f} MB")
    return seconds


def _memory(pid: int) -> tuple[float, float]:
    """Return the resident set of a process, now and at its peak, in MB; zeros when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        now, most = (int(status.split(f"{name}:")[1].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    except (OSError, IndexError):
        return 0.0, 0.0
    return now, most


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _saved(database: Path) -> int:
    try:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
            return int(db.execute("SELECT count(*) FROM articles").fetchone()[0])
    except sqlite3.Error:
        return 0


if __name__ == "__main__":
    main()
