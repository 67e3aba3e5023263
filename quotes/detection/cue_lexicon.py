"""The cue lexicon: which words report, in which pattern, how surely."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from quotes.tables import records

TSV = Path(__file__).with_name("cues.tsv")
# A cue that is itself quoted is less often a report of its own than the quoted speaker's turn of phrase.
INSIDE_QUOTATION = 0.55


@dataclass(frozen=True)
class CueLexicon:
    """Probabilities that a lemma in a pattern reports something.

    ``entries`` maps (lemma, pattern) to a probability, ``speech`` holds the verbs that quotations come
    with, ``forms`` maps inflected forms to lemmas, ``threshold`` is where a candidate is believed.
    """

    entries: dict[tuple[str, str], float]
    speech: frozenset[str]
    forms: dict[str, str]
    threshold: float = 0.42

    def probability(self, lemma: str, pattern: str, quoted: bool = False) -> float:
        """Return how likely ``lemma`` in ``pattern`` is a cue, 0 where nothing is known."""
        return self.entries.get((lemma, pattern), 0.0) * (INSIDE_QUOTATION if quoted else 1.0)

    def speaks(self, lemma: str, form: str = "") -> bool:
        """Return whether a word is a verb that quotations come with."""
        return lemma in self.speech or self.forms.get(form) in self.speech

    def known(self, lemma: str, form: str) -> str:
        """Return the lexicon's own lemma for an inflected form that the lemmatiser got wrong."""
        word, _, particle = lemma.partition(" ")
        own = word if word != form and word in self.forms else self.forms.get(form, word)
        return f"{own} {particle}" if particle else own


def _inflected(verb: str) -> Iterator[str]:
    """Yield the regular forms of a verb: condemns, condemned, condemning, denies, denied, urged, begging."""
    stem = verb[:-1] if verb.endswith("e") else verb
    yield from (verb, verb + "s", stem + "ed", stem + "ing")
    if verb.endswith("y") and verb[-2] not in "aeiou":
        yield from (verb[:-1] + "ies", verb[:-1] + "ied")
    if verb[-1] not in "aeiouwxy" and verb[-2:-1] in tuple("aeiou") and verb[-3:-2] not in tuple("aeiou"):
        yield from (verb + verb[-1] + "ed", verb + verb[-1] + "ing")


@cache
def lexicon(path: Path = TSV) -> CueLexicon:
    """Return the lexicon that ships, made by ``training/cue_lexicon.py``: one row per lemma and pattern.

    Class "speech" marks the verbs that quotations come with; "seen" counts right and all occurrences in
    the training part of PolNeAR (Newell et al. 2018), 0/0 where the probability is set by hand.
    """
    rows = records(path)
    entries = {(row["lemma"], row["pattern"]): float(row["probability"]) for row in rows}
    verbs = {row["lemma"] for row in rows if row["pattern"][:2] not in ("n:", "a:") and " " not in row["lemma"]}
    speech = frozenset(row["lemma"] for row in rows if row["class"] == "speech")
    return CueLexicon(entries, speech, inflections(verbs))


def inflections(verbs: Iterable[str]) -> dict[str, str]:
    """Return the regular forms of verbs, each with its verb."""
    return {form: verb for verb in sorted(verbs) for form in _inflected(verb)}
