"""The cue lexicon: which words report, in which pattern, how surely."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TSV = Path(__file__).with_name("cues.tsv")


@dataclass(frozen=True)
class Lexicon:
    """Probabilities that a lemma in a pattern reports something; ``threshold`` is where to believe it."""

    entries: dict[tuple[str, str], float]
    speech: frozenset[str]
    threshold: float = 0.45

    def probability(self, lemma: str, pattern: str) -> float:
        """Return how likely ``lemma`` in ``pattern`` is a cue, 0 where nothing is known."""
        return self.entries.get((lemma, pattern), 0.0)

    def speaks(self, lemma: str) -> bool:
        """Return whether ``lemma`` is a verb that quotations come with."""
        return lemma in self.speech


@cache
def lexicon(path: Path = TSV) -> Lexicon:
    """Return the lexicon that ships: one row per lemma and pattern; class "speech" marks quoting verbs."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    entries = {(row["lemma"], row["pattern"]): float(row["probability"]) for row in rows}
    return Lexicon(entries, frozenset(row["lemma"] for row in rows if row["class"] == "speech"))
