"""Corpora of polarity toward given targets, and how predictions on them are measured.

NewsMTSC (Hamborg and Donnay 2021): JSON Lines with ``sentence_normalized`` and ``targets``; polarity toward each
mention, whoever has it. Measures of the paper: macro F1, accuracy, average recall, and F1 of the two polar classes.

DSE (Park et al. 2021): lines "sentence with [p] and [q] TAB p TAB q TAB class"; who is for or against whom: 0 nobody,
1 p for q, 2 q for p, 3 p against q, 4 q against p. Macro F1 over the five classes, and accuracy ("micro F1").
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from onrecord.evaluation.annotations import CorpusError
from quotes.types import Span

BRACKETED = re.compile(r"\[([^\[\]]*)\]")
NEWSMTSC = {2.0: -1, 4.0: 0, 6.0: 1}
DIRECTED = ("0", "1", "2", "3", "4")
VADER_EDGE = 0.05  # compound scores nearer to 0 are neutral: Hutto and Gilbert's own edge


class PolarityItem(NamedTuple):
    """One text and target (and holder) with its gold class: -1, 0, 1, or one of ``DIRECTED``."""

    id: str
    text: str
    target: Span
    holder: Span | None
    gold: str


class ClassScores(NamedTuple):
    """Shares from 0 to 1; ``polar_f1`` is the mean F1 of all classes but the neutral one."""

    macro_f1: float
    accuracy: float
    recall: float
    polar_f1: float


def is_polarity_corpus(path: Path) -> bool:
    """Return whether the file is in the form of NewsMTSC or of DSE, by its first line."""
    try:
        with path.open(encoding="utf-8") as file:
            first = file.readline()
    except (OSError, UnicodeDecodeError):
        return False
    return '"sentence_normalized"' in first or _is_directed(first)


def _is_directed(line: str) -> bool:
    fields = line.rstrip("\n").split("\t")
    return len(fields) == 4 and fields[3] in DIRECTED and len(BRACKETED.findall(fields[0])) >= 2


def read_polarity_items(path: Path) -> list[PolarityItem]:
    """Return the items of a corpus. Raises CorpusError for a line that cannot be read, and names it."""
    items: list[PolarityItem] = []
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError:
        raise CorpusError(f"{path} is not UTF-8.") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                items += _dse_items(number, line) if _is_directed(line) else _newsmtsc_items(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                raise CorpusError(f"{path}:{number} is no line of NewsMTSC or DSE.") from error
    return items


def _newsmtsc_items(record: Mapping[str, Any]) -> Iterator[PolarityItem]:
    for target in record["targets"]:
        span, gold = Span(target["from"], target["to"]), str(NEWSMTSC[target["polarity"]])
        if not 0 <= span.start < span.end <= len(record["sentence_normalized"]):
            raise ValueError("the target is no part of the sentence")
        yield PolarityItem(target["Input.gid"], record["sentence_normalized"], span, None, gold)


def _dse_items(number: int, line: str) -> list[PolarityItem]:
    """Return two items of a line, p on q and q on p, that share its id: together they have its class."""
    marked, p, q, gold = (_unquoted(field) for field in line.rstrip("\n").split("\t"))
    spans: list[Span] = []
    text = ""
    last = 0
    for match in BRACKETED.finditer(marked):
        text += marked[last : match.start()]
        if match[1].strip() in (p.strip(), q.strip()) and len(spans) < 2:
            spans.append(Span(len(text), len(text) + len(match[1])))
            text += match[1]
        else:
            text += match[0]
        last = match.end()
    text += marked[last:]
    if len(spans) < 2:
        raise ValueError("two names in brackets are missing")
    one, other = spans if spans[0].of(text).strip() == p.strip() else spans[::-1]
    return [PolarityItem(f"{number}", text, other, one, gold), PolarityItem(f"{number}", text, one, other, gold)]


def _unquoted(field: str) -> str:
    """Return a field as it was before a spreadsheet doubled its quotation marks."""
    wrapped = len(field) > 1 and field[0] == field[-1] == '"' and '""' in field
    return field[1:-1].replace('""', '"') if wrapped else field


def gold_and_predicted_classes(
    items: Sequence[PolarityItem], answers: Sequence[tuple[int, float]]
) -> tuple[list[str], list[str]]:
    """Return gold and predicted classes from the answer, (polarity, score), to each item.

    A line of DSE is two items and has one class: the direction with the stronger score.
    """
    if not items or items[0].holder is None:
        return [item.gold for item in items], [str(polarity) for polarity, _ in answers]
    pairs = zip(answers[::2], answers[1::2], strict=True)
    return [item.gold for item in items[::2]], [_directed_class(*pair) for pair in pairs]


def _directed_class(p_on_q: tuple[int, float], q_on_p: tuple[int, float]) -> str:
    (forth, forth_score), (back, back_score) = p_on_q, q_on_p
    if not (forth or back):
        return "0"
    if forth and (not back or abs(forth_score) >= abs(back_score)):
        return "1" if forth > 0 else "3"
    return "2" if back > 0 else "4"


def score_classes(gold: Sequence[str], found: Sequence[str]) -> ClassScores:
    """Return the measures of predicted classes against gold ones; a class that gold never has does not count."""
    classes = sorted(set(gold))
    recalls, scores = [], {}
    for name in classes:
        right = sum(g == f == name for g, f in zip(gold, found, strict=True))
        recall = right / gold.count(name)
        precision = right / found.count(name) if name in found else 0.0
        recalls.append(recall)
        scores[name] = 2 * precision * recall / (precision + recall) if right else 0.0
    accuracy = sum(g == f for g, f in zip(gold, found, strict=True)) / max(1, len(gold))
    polar = [score for name, score in scores.items() if name != "0"]
    return ClassScores(
        sum(scores.values()) / max(1, len(scores)), accuracy, sum(recalls) / max(1, len(recalls)),
        sum(polar) / max(1, len(polar)),
    )  # fmt: skip


def majority_class(gold: Sequence[str]) -> list[str]:
    """Return the commonest class for every item."""
    return [max(sorted(set(gold)), key=gold.count)] * len(gold)


def vader_polarities(items: Sequence[PolarityItem]) -> list[tuple[int, float]] | None:
    """Return VADER's (Hutto and Gilbert 2014) polarity of each text, whatever the target; None without the package.

    Of the two directions of a text it knows nothing: p on q, the commoner one, gets the polarity.
    """
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ImportError:
        return None
    judge = SentimentIntensityAnalyzer()
    out, last = [], None
    for item in items:
        score = 0.0 if item.holder and item.id == last else judge.polarity_scores(item.text)["compound"]
        out.append(((score >= VADER_EDGE) - (score <= -VADER_EDGE), score))
        last = item.id
    return out


def as_table(rows: Iterable[tuple[str, ClassScores]], number: int) -> str:
    """Return measures as a table in percent, a system a line."""
    lines = [f"{f'{number} texts and targets':<26}{'macro F1':>10}{'accuracy':>10}{'recall':>10}{'polar F1':>10}"]
    for name, measures in rows:
        lines.append(f"{name:<26}" + "".join(f"{100 * value:>10.1f}" for value in measures))
    return "\n".join(lines)
