"""Learn the weights of the pronoun resolver and compare them with those set by hand.

    python -m training.pronouns GUM_FOLDER [--cache PARSES] [--without dev.jsonl]

A mention-ranking model (Denis and Baldridge 2008): for each pronoun a softmax over the best mention of each
candidate, with the features of ``attribution/coreference/pronouns.py``, learned on two thirds of the documents (by a
hash of their names) and pulled towards the weights set by hand (L2). Prints right, open and wrong on the other third,
for both.

docs/coreference.md has what both do on GUM without the documents of the attribution set, and why the weights set by
hand stay.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from attribution.coreference.entities import find_entities
from attribution.coreference.pronouns import WEIGHTS, PronounResolver
from attribution.lexicon.closed_class import PRONOUN_GENDER
from benchmarks.pronouns import Case, by_document, gum_cases, verdict
from benchmarks.speakers import text_of

NAMES = list(WEIGHTS)
Example = tuple[np.ndarray, np.ndarray]  # features of each candidate's best mention; 1 where the candidate is right
Documents = list[list[Case]]


def examples(documents: Documents) -> list[Example]:
    """Return the candidates of every pronoun, each by the mention that is best by the present weights."""
    now = np.array([WEIGHTS[name] for name in NAMES])
    out: list[Example] = []
    for cases in documents:
        resolver = PronounResolver(cases[0].doc, find_entities(cases[0].doc, []))
        for case in cases:
            resolver.read_to(case.pronoun.idx)
            gender = PRONOUN_GENDER[case.pronoun.text.lower()]
            people = {i for i, e in enumerate(resolver.entities) if e.kind == "person"}
            people = {i for i in people if resolver.genders[i] in (gender, "")}
            best: dict[int, np.ndarray] = {}
            for mention, features in resolver.features(case.pronoun, (), people, gender):
                row = np.array([float(features[name]) for name in NAMES])
                if mention.entity not in best or row @ now >= best[mention.entity] @ now:
                    best[mention.entity] = row
            spans = {i: [m.span for m in resolver.entities[i].mentions] for i in best}
            right = np.array([float(any(s.overlaps(n) for s in spans[i] for n in case.names)) for i in best])
            if len(best) > 1 and right.any():
                out.append((np.array(list(best.values())), right))
    return out


def learned(found: Sequence[Example], pull: float = 3.0, steps: int = 400) -> np.ndarray:
    """Return the weights of the least log loss, pulled towards those set by hand."""
    start = np.array([WEIGHTS[name] for name in NAMES])
    weights = start.copy()
    for _ in range(steps):
        slope = pull * (weights - start)
        for rows, right in found:
            odds = np.exp(rows @ weights - (rows @ weights).max())
            odds /= odds.sum()
            meant = odds * right / max(float(odds @ right), 1e-9)
            slope += rows.T @ (odds - meant)
        weights -= 0.5 * slope / len(found)
    return weights


def scored(documents: Documents) -> str:
    """Return the verdicts on the pronouns of documents, in percent."""
    counts: Counter[str] = Counter()
    for cases in documents:
        resolver = PronounResolver(cases[0].doc, find_entities(cases[0].doc, []))
        counts.update(verdict(case, resolver) for case in cases)
    return ", ".join(f"{name} {100 * counts[name] / counts.total():.1f}" for name in ("right", "open", "wrong")) + (
        f" of {counts.total()}"
    )


def main() -> None:
    """Learn, score and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--cache", type=Path)
    options.add_argument("--without", type=Path, help="leave out the documents of this .jsonl file")
    args = options.parse_args()
    left_out = {json.loads(line)["doc"] for line in args.without.open()} if args.without else set()
    files = [p for p in sorted(args.folder.glob("*.conllu")) if p.stem not in left_out]
    held = {text_of(p) for p in files if int(hashlib.md5(p.stem.encode()).hexdigest(), 16) % 3 == 0}
    by_text: dict[bool, Documents] = {True: [], False: []}
    for _, group in by_document(gum_cases(files, args.cache)):
        by_text[group[0].doc.text in held].append(group)
    print("by hand: ", scored(by_text[True]))
    weights = learned(examples(by_text[False]))
    WEIGHTS.update(zip(NAMES, map(float, weights), strict=True))
    print("learned: ", scored(by_text[True]))
    print({name: round(value, 2) for name, value in WEIGHTS.items()})


if __name__ == "__main__":
    main()
