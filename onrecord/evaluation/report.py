"""What ``onrecord evaluate`` prints: tables for people, values for JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from onrecord.evaluation.alignment import CUE_CLASSES
from onrecord.evaluation.errors import Error
from onrecord.evaluation.scores import GROUPS, KINDS, METRICS, Comparison, Count, Scores
from onrecord.evaluation.speakers import AnswerCounts, score_roles, score_speakers
from onrecord.evaluation.stances import count_stances


def as_json(scores: Scores, errors: Iterable[Error], on_gold_quotes: Scores | None = None) -> dict[str, Any]:
    """Return scores as JSON-ready values, shares with four decimals.

    ``on_gold_quotes`` are the scores of stance alone, where quotations and speakers are those of gold.
    """
    value: dict[str, Any] = {
        "articles": len(scores.comparisons),
        "metrics": {m: {g: _count_values(scores.counts[m, g]) for g in GROUPS} for m in METRICS},
        "pairs": _rounded(pair_shares(scores.comparisons.values())),
    }
    if scores.intervals:
        value["f1_ci95"] = {
            m: {k: [round(end, 4) for end in scores.intervals[m, k]] for k in KINDS} for m in METRICS
        }
    if _names_speakers(scores):
        comparisons = list(scores.comparisons.values())
        value["speakers"] = score_speakers(comparisons)._asdict()
        value["roles"] = score_roles(comparisons)._asdict()
        value["stances"] = _count_values(count_stances(comparisons))
        value["stances_lenient"] = _count_values(count_stances(comparisons, lenient=True))
        value["stances_named"] = _count_values(count_stances(comparisons, named=True))
        value["stances_named_lenient"] = _count_values(count_stances(comparisons, lenient=True, named=True))
    if on_gold_quotes is not None:
        comparisons = list(on_gold_quotes.comparisons.values())
        value["stances_given"] = _count_values(count_stances(comparisons))
        value["stances_given_lenient"] = _count_values(count_stances(comparisons, lenient=True))
    listed = [{name: getattr(error, name) for name in Error.__dataclass_fields__} for error in errors]
    return {**value, "errors": listed} if listed else value


def as_text(scores: Scores, errors: Iterable[Error], on_gold_quotes: Scores | None = None) -> str:
    """Return scores as tables, in percent, and errors below them; ``on_gold_quotes`` as in ``as_json``."""
    parts = [_metric_table(scores), _class_table(scores)]
    if scores.intervals:
        parts.append(_interval_table(scores))
    parts.append(_pair_line(scores))
    if _names_speakers(scores):
        parts.append(_speaker_and_stance_lines(list(scores.comparisons.values())))
    if on_gold_quotes is not None:
        comparisons = list(on_gold_quotes.comparisons.values())
        parts.append("\n".join([
            "Stance alone, where quotations and speakers are those of gold:",
            _stance_line("stances, strict", count_stances(comparisons)),
            _stance_line("stances, lenient", count_stances(comparisons, lenient=True)),
        ]))  # fmt: skip
    parts += [_error_text(error) for error in errors]
    return "\n\n".join(parts)


def pair_shares(comparisons: Iterable[Comparison]) -> dict[str, float]:
    """Return how sources and cues fare where the content is right (relaxed), as shares of such pairs."""
    pairs = [(pair, c.gold[pair.gold], c.predicted[pair.predicted]) for c in comparisons for pair in c.pairs]
    sourced = [(gold, predicted) for _, gold, predicted in pairs if gold.source]
    return {
        "number": len(pairs),
        "source_right": _share(pair.source_right for pair, _, _ in pairs),
        "source_exact": _share(g.trimmed_source == p.trimmed_source for g, p in sourced),
        "cue_shared": _share(bool(g.cue & p.cue) for _, g, p in pairs),
    }


def _share(flags: Iterable[bool]) -> float:
    listed = list(flags)
    return sum(listed) / len(listed) if listed else 0.0


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}


def _count_values(count: Count) -> dict[str, float]:
    shares = {"P": count.precision, "R": count.recall, "F1": count.f1}
    return {**_rounded(shares), **count._asdict()}


def _names_speakers(scores: Scores) -> bool:
    return any(m.annotation.speakers is not None for c in scores.comparisons.values() for m in c.gold)


def _metric_table(scores: Scores) -> str:
    """Return metrics by kind; the last column is the recall of cues of speech."""
    head = f"{'':<17}" + "".join(f"{kind:>21}" for kind in KINDS) + f"{'speech':>9}"
    columns = f"{'%':<17}" + f"{'P':>9}{'R':>6}{'F1':>6}" * len(KINDS) + f"{'R':>9}"
    numbers = f"{'gold / predicted':<17}" + "".join(
        f"{_of(scores, kind).gold:>14} /{_of(scores, kind).predicted:>5}" for kind in KINDS
    )
    rows = [
        f"{metric:<17}"
        + "".join(_cells(scores.counts[metric, kind]) for kind in KINDS)
        + f"{_percent(scores.counts[metric, 'speech'].recall):>9}"
        for metric in METRICS
    ]
    return "\n".join([head, columns, *rows, numbers + f"{_of(scores, 'speech').gold:>9}"])


def _class_table(scores: Scores) -> str:
    head = f"{'by cue class':<17}{'content_relaxed':>21}{'triple_relaxed':>21}{'gold / predicted':>21}"
    columns = f"{'%':<17}" + f"{'P':>9}{'R':>6}{'F1':>6}" * 2
    rows = [
        f"{name:<17}"
        + "".join(_cells(scores.counts[metric, name]) for metric in ("content_relaxed", "triple_relaxed"))
        + f"{_of(scores, name).gold:>14} /{_of(scores, name).predicted:>5}"
        for name in CUE_CLASSES
    ]
    return "\n".join([head, columns, *rows])


def _of(scores: Scores, group: str) -> Count:
    return scores.counts["content_relaxed", group]


def _cells(count: Count) -> str:
    return f"{_percent(count.precision):>9}{_percent(count.recall):>6}{_percent(count.f1):>6}"


def _percent(share: float) -> str:
    """Return a share in percent, rounded from the four decimals that JSON shows."""
    return f"{100 * round(share, 4):.1f}"


def _interval_table(scores: Scores) -> str:
    head = f"{'F1, 95 % interval':<17}" + "".join(f"{kind:>21}" for kind in KINDS)
    rows = [
        f"{metric:<17}" + "".join(f"{_range(scores.intervals[metric, kind]):>21}" for kind in KINDS)
        for metric in METRICS
    ]
    return "\n".join([head, *rows])


def _range(ends: tuple[float, float]) -> str:
    return f"{_percent(ends[0])} to {_percent(ends[1])}"


def _pair_line(scores: Scores) -> str:
    shares = pair_shares(scores.comparisons.values())
    return (
        f"Of the {shares['number']:.0f} contents found (relaxed): source right {_percent(shares['source_right'])}, "
        f"equal {_percent(shares['source_exact'])}; cue shared {_percent(shares['cue_shared'])}"
    )


def _speaker_and_stance_lines(comparisons: Sequence[Comparison]) -> str:
    return "\n".join(
        [
            _answer_line("speakers", score_speakers(comparisons)),
            _answer_line("roles", score_roles(comparisons)),
            _stance_line("stances, strict", count_stances(comparisons)),
            _stance_line("stances, lenient", count_stances(comparisons, lenient=True)),
            _stance_line("of those with a holder", count_stances(comparisons, named=True)),
            _stance_line("  lenient", count_stances(comparisons, lenient=True, named=True)),
        ]
    )


def _stance_line(name: str, count: Count) -> str:
    return (
        f"{name:<23}P {_percent(count.precision)}, R {_percent(count.recall)}, F1 {_percent(count.f1)} "
        f"({count.right} right of {count.predicted}, gold has {count.gold})"
    )


def _answer_line(name: str, counts: AnswerCounts) -> str:
    return (
        f"{name:<17}{counts.right} right, {counts.wrong} wrong, {counts.open} open "
        f"({_percent(counts.accuracy)} right; {_percent(counts.precision)} of the answers given)"
    )


def _error_text(error: Error) -> str:
    overlap = f", overlap {100 * error.overlap:.0f}" if error.overlap else ""
    head = f"{error.sort.upper()} {error.article} ({error.kind}, {error.cue_class}{overlap})"
    wanted = "" if error.gold_source is None else f"\n  source in gold: {error.gold_source or 'none'}"
    return f"{head}\n  {error.sentence}{wanted}"
