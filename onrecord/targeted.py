"""Polarity toward given targets in many texts: requests in, verdicts out; and its measures on corpora of such."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.batches import BATCH_ARTICLES
from quotes.types import Article, Span

if TYPE_CHECKING:
    from attribution.stance.targeted import Reading, Verdict

Request = tuple[Any, str, Span, "Span | None"]
"""Id, text, target and, where only one holder's stance counts, holder."""


class BadLine(ValueError):
    """A line that asks nothing; the message says why in a few words."""


def read_request(line: bytes) -> Request:
    """Return what a line asks. Raises BadLine."""
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise BadLine("is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise BadLine(f"is not JSON: {error.msg}") from None
    except RecursionError:
        raise BadLine("is JSON nested too deeply") from None
    if not isinstance(value, dict) or not isinstance(value.get("id"), (str, int)):
        raise BadLine('is no object with an "id"')
    text = value.get("text")
    if not isinstance(text, str) or not text.strip():
        raise BadLine('has no "text"')
    target, holder = _span(value, "target", text), _span(value, "holder", text)
    if target is None:
        raise BadLine('has no "target"')
    return value["id"], text, target, holder


def _span(value: Mapping[str, Any], name: str, text: str) -> Span | None:
    pair = value.get(name)
    if pair is None:
        return None
    if not (isinstance(pair, list) and len(pair) == 2 and all(type(end) is int for end in pair)):
        raise BadLine(f'has a "{name}" that is no [start, end]')
    if not 0 <= pair[0] < pair[1] <= len(text) or not text[pair[0] : pair[1]].strip():
        raise BadLine(f'has a "{name}" that is no part of its text of {len(text)} characters')
    return Span(*pair)


def judged(
    requests: Iterable[Request], model: str | None, rules: bool
) -> Iterator[tuple[Request, Verdict | None]]:
    """Yield each request with its verdict, None where its text could not be analysed; equal texts are parsed once."""
    waiting: list[Request] = []
    read = reader(model, rules)
    for request in requests:
        waiting.append(request)
        if len({text for _, text, _, _ in waiting}) > BATCH_ARTICLES:
            yield from _answer(waiting, read)
            waiting = []
    yield from _answer(waiting, read)


def _answer(
    waiting: Sequence[Request], read: Callable[[Sequence[str]], Mapping[str, Reading]]
) -> Iterator[tuple[Request, Verdict | None]]:
    readings = read(list(dict.fromkeys(text for _, text, _, _ in waiting))) if waiting else {}
    for request in waiting:
        _, text, target, holder = request
        yield request, readings[text].judge(target, holder) if text in readings else None


def reader(model: str | None, rules: bool) -> Callable[[Sequence[str]], Mapping[str, Reading]]:
    """Return what parses and analyses texts; those that fail are left out. Models are loaded with the first text."""
    from attribution.analyze import analyze
    from attribution.stance.classifier import polarity_model
    from attribution.stance.targeted import Reading
    from onrecord.pipeline import Pipeline

    def analyse(article: Article, doc: Any) -> Reading:
        return Reading(doc, analyze(article, doc, rules), None if rules else polarity_model())

    pipeline = Pipeline(model, rules, analyse=analyse)

    def read(texts: Sequence[str]) -> Mapping[str, Reading]:
        articles = (Article(str(number), text) for number, text in enumerate(texts))
        return {item.analysis.article.text: item for item in pipeline.analyses(articles) if isinstance(item, Reading)}

    return read


def evaluate_polarity(path: Path, model: str | None, rules: bool, form: str | None) -> str:
    """Return the measures of the frames, the majority class and VADER on a corpus, as a table or JSON."""
    from onrecord.evaluation.polarity_corpora import answers, as_table, majority, measure, read_questions, vader

    questions = read_questions(path)
    asked = ((q.id, q.text, q.target, q.holder) for q in questions)
    verdicts = [verdict for _, verdict in judged(asked, model, rules)]
    gold, found = answers(questions, [(v.polarity, v.score) if v else (0, 0.0) for v in verdicts])
    name = "onrecord, frames alone" if rules else "onrecord"
    rows = [(name, measure(gold, found)), ("majority class", measure(gold, majority(gold)))]
    if (simple := vader(questions)) is not None:
        rows.append(("VADER, whole text", measure(gold, answers(questions, simple)[1])))
    if form:
        shown = {name: {k: round(v, 4) for k, v in m._asdict().items()} for name, m in rows}
        return json.dumps({"questions": len(gold), "systems": shown})
    missing = "" if simple is not None else "\nVADER is not installed: pip install vaderSentiment"
    return as_table(rows, len(gold)) + missing
