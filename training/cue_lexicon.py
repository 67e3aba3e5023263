"""Make the cue lexicon: count in a corpus how often each lemma and pattern reports something.

    python -m training.cue_lexicon POLNEAR_TRAIN [--out quotes/detection/cues.tsv] [--docs FILE.spacy …]

POLNEAR_TRAIN is a folder with ``gold.jsonl`` ({"id", "attributions"} a line) and ``text/ID.txt``. Each
probability is (right + weight × prior) / (seen + weight): the prior comes from ``cue_priors.tsv``, set by
hand, and elsewhere is the pattern's own rate. Only these counts leave the corpus, none of its text.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from quotes.detection.cue_candidates import cue_candidates
from quotes.detection.cue_lexicon import CueLexicon, inflections
from quotes.detection.quotation_index import QuotationIndex
from quotes.detection.quote_builder import to_quote
from quotes.detection.readings import draft_from_candidate
from training.attribution_corpus import Gold, agrees, arguments, parsed

PRIORS = Path(__file__).with_name("cue_priors.tsv")
KEEP = 0.3  # rows below this probability are of no use to anyone
Key = tuple[str, str]


class Priors(NamedTuple):
    """Hand-set probabilities with their weights in pseudo-counts, and the verbs that quotations come with."""

    values: dict[Key, tuple[float, float]]
    speech: frozenset[str]


def read_priors(path: Path = PRIORS) -> Priors:
    """Return the priors of a tab-separated file; lemmas are separated by spaces, their own spaces are "_"."""
    values: dict[Key, tuple[float, float]] = {}
    speech: set[str] = set()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            lemmas = [lemma.replace("_", " ") for lemma in row["lemmas"].split()]
            if row["pattern"] == "speech":
                speech.update(lemmas)
            else:
                number = float(row["probability"]), float(row["weight"])
                values.update({(lemma, row["pattern"]): number for lemma in lemmas})
    return Priors(values, frozenset(speech))


def occurrences(corpus: Iterable[Gold], priors: Priors) -> Iterator[tuple[Key, bool]]:
    """Yield each candidate of the corpus outside quotations: lemma and pattern, and whether it is right."""
    names = CueLexicon({}, priors.speech, inflections({lemma for lemma, _ in priors.values}))
    for gold in corpus:
        quoted = QuotationIndex(gold.doc)
        for c in cue_candidates(gold.doc):
            draft = draft_from_candidate(quoted, c, 1.0)
            quote = to_quote(quoted, draft) if draft and quoted.quotation_of[c.cue] < 0 else None
            if quote is not None:
                lemma = names.known(c.lemma, gold.doc[c.cue].lower_)
                yield (lemma, c.pattern), any(agrees(quote, a) for a in gold.attributions)


def rows(found: Iterable[tuple[Key, bool]], priors: Priors) -> list[tuple[str, str, str, str, str]]:
    """Return the lexicon's rows (lemma, pattern, probability, class, right/seen), sorted."""
    seen: Counter[Key] = Counter()
    right: Counter[Key] = Counter()
    for key, ok in found:
        seen[key] += 1
        right[key] += ok
    rate = {p: sum(right[k] for k in seen if k[1] == p) / sum(n for k, n in seen.items() if k[1] == p) for _, p in seen}
    out = []
    for key in {*seen, *priors.values}:
        prior, weight = priors.values.get(key, (rate.get(key[1], 0.0), 2.0))
        p = (right[key] + weight * prior) / (seen[key] + weight)
        if p >= KEEP and (seen[key] >= 2 or key in priors.values or p > 0.5):
            kind = "speech" if key[0] in priors.speech else ""
            out.append((*key, f"{p:.2f}", kind, f"{right[key]}/{seen[key]}"))
    return sorted(out)


def main() -> None:
    """Write the lexicon."""
    given = arguments(__doc__, "quotes/detection/cues.tsv")
    priors = read_priors()
    with given.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(("lemma", "pattern", "probability", "class", "seen"))
        writer.writerows(rows(occurrences(parsed(given.folder, given.docs), priors), priors))


if __name__ == "__main__":
    main()
