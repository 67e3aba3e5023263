"""Is a quote's confidence the share of right ones among its like?

    python -m benchmarks.reliability POLNEAR_DEV [--docs FILE.spacy …] [--rules]

POLNEAR_DEV is a folder as for ``training/cue_ranker.py``. Right is a quote whose content shares half of its words with
gold's and whose source is right, as in ``triple_relaxed`` of ``onrecord evaluate``. Printed by steps of
confidence, then by the first word of the rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from onrecord.evaluation.annotations import Annotation
from onrecord.evaluation.scores import compare
from quotes.detection.find import find_quotes
from quotes.types import spans
from training.attribution_corpus import Gold, arguments, parsed

STEPS = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


class Judged(NamedTuple):
    """A quote's confidence, its rule, and whether it is right."""

    confidence: float
    rule: str
    right: bool


def judged(corpus: Iterable[Gold], rules: bool = False) -> Iterator[Judged]:
    """Yield what became of each quote found."""
    for gold in corpus:
        quotes = find_quotes(gold.doc, rules)
        wanted = [Annotation(*(spans(a[part]) for part in ("content", "cue", "source"))) for a in gold.attributions]
        found = [Annotation(q.content, q.cue, q.source, confidence=q.confidence) for q in quotes]
        comparison = compare(wanted, found, gold.doc.text)
        right = {pair.predicted for pair in comparison.pairs if pair.source_right}
        by_spans = {(q.content, q.cue, q.source): q for q in quotes}
        for number, measured in enumerate(comparison.predicted):
            a = measured.annotation
            quote = by_spans[a.content, a.cue, a.source]
            yield Judged(quote.confidence, quote.rule, number in right)


def table(found: Iterable[tuple[str, Judged]]) -> Iterator[str]:
    """Yield a line per group: how many, their mean confidence, the share of right ones."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for name, one in found:
        groups[name].append(one)
    for name, members in sorted(groups.items()):
        sure = sum(one.confidence for one in members) / len(members)
        right = sum(one.right for one in members) / len(members)
        yield f"{name:<22}{len(members):>6}{sure:>12.2f}{right:>8.2f}"


def _step(confidence: float) -> str:
    low = max(step for step in STEPS if step <= confidence)
    return f"{low:.1f} to {min(1.0, STEPS[STEPS.index(low) + 1]):.1f}"


def main() -> None:
    """Print the tables."""
    given = arguments(__doc__, rules=True)
    found = list(judged(parsed(given.folder, given.docs), given.rules))
    print(f"{'':<22}{'quotes':>6}{'confidence':>12}{'right':>8}")
    print("\n".join(table((_step(one.confidence), one) for one in found)), end="\n\n")
    print("\n".join(table((one.rule.split()[0].rstrip(","), one) for one in found)))


if __name__ == "__main__":
    main()
