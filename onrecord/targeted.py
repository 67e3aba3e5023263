"""Polarity toward given targets in many texts: requests in, verdicts out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from onrecord.batches import BATCH_ARTICLES
from quotes.types import Article, Span

if TYPE_CHECKING:
    from attribution.stance.targeted import PolarityJudgement, TargetPolarity


class PolarityRequest(NamedTuple):
    """A text, the words in it that are the target and, where only one holder's stance counts, those of the holder."""

    id: str | int
    text: str
    target: Span
    holder: Span | None = None


class BadRequest(ValueError):
    """A line that is no request; the message says why in a few words."""


def read_request(line: bytes) -> PolarityRequest:
    """Return the request of a line of JSON. Raises BadRequest."""
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise BadRequest("is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise BadRequest(f"is not JSON: {error.msg}") from None
    except RecursionError:
        raise BadRequest("is JSON nested too deeply") from None
    except ValueError:
        raise BadRequest("has a number of too many digits") from None
    if not isinstance(value, dict) or not isinstance(value.get("id"), (str, int)):
        raise BadRequest('is no object with an "id"')
    text = value.get("text")
    if not isinstance(text, str) or not text.strip():
        raise BadRequest('has no "text"')
    target, holder = _span(value, "target", text), _span(value, "holder", text)
    if target is None:
        raise BadRequest('has no "target"')
    return PolarityRequest(value["id"], text, target, holder)


def _span(value: Mapping[str, Any], name: str, text: str) -> Span | None:
    pair = value.get(name)
    if pair is None:
        return None
    if not (isinstance(pair, list) and len(pair) == 2 and all(type(end) is int for end in pair)):
        raise BadRequest(f'has a "{name}" that is no [start, end]')
    if not 0 <= pair[0] < pair[1] <= len(text) or not text[pair[0] : pair[1]].strip():
        raise BadRequest(f'has a "{name}" that is no part of its text of {len(text)} characters')
    return Span(*pair)


def judge_requests(
    requests: Iterable[PolarityRequest], model: str | None = None, rules: bool = False
) -> Iterator[tuple[PolarityRequest, PolarityJudgement | None]]:
    """Yield each request with its verdict, None where its text could not be analysed; equal texts are parsed once."""
    waiting: list[PolarityRequest] = []
    read_texts = _text_reader(model, rules)
    for request in requests:
        waiting.append(request)
        if len({one.text for one in waiting}) > BATCH_ARTICLES:
            yield from _judge(waiting, read_texts)
            waiting = []
    yield from _judge(waiting, read_texts)


def _judge(
    requests: Sequence[PolarityRequest], read_texts: Callable[[Sequence[str]], Mapping[str, TargetPolarity]]
) -> Iterator[tuple[PolarityRequest, PolarityJudgement | None]]:
    readings = read_texts(list(dict.fromkeys(request.text for request in requests))) if requests else {}
    for request in requests:
        reading = readings.get(request.text)
        yield request, reading.judge(request.target, request.holder) if reading else None


def _text_reader(model: str | None, rules: bool) -> Callable[[Sequence[str]], Mapping[str, TargetPolarity]]:
    """Return what parses and analyses texts; those that fail are left out. Models are loaded with the first text."""
    from attribution.analyze import analyze
    from attribution.stance.classifier import polarity_model
    from attribution.stance.targeted import TargetPolarity
    from onrecord.pipeline import Pipeline

    def analyse(article: Article, doc: Any) -> TargetPolarity:
        return TargetPolarity(doc, analyze(article, doc, rules), None if rules else polarity_model())

    pipeline = Pipeline(model, rules, analyse=analyse)

    def read_texts(texts: Sequence[str]) -> Mapping[str, TargetPolarity]:
        articles = (Article(str(number), text) for number, text in enumerate(texts))
        results = pipeline.analyses(articles)
        return {result.analysis.article.text: result for result in results if isinstance(result, TargetPolarity)}

    return read_texts
