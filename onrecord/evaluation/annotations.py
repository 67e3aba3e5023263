"""Annotated articles: gold standards and predictions, as spans of a text with what is known of them.

Two forms are read: PolNeAR's folders (see ``onrecord/evaluation/corpora.py``) and JSON Lines in the manner of
``onrecord extract``, one object per article with ``id`` and ``attributions``. The texts of the latter lie in a
folder as ``<id>.txt``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from quotes.types import Spans, spans


class CorpusError(Exception):
    """A corpus that cannot be used; the message says why in one sentence."""


@dataclass(frozen=True, slots=True)
class AnnotatedSpeaker:
    """A speaker by name; ``roles`` holds the one role spoken in, in each form it is known by."""

    name: str
    roles: tuple[str, ...] = ()


class AnnotatedStance(NamedTuple):
    """For (+1) or against (-1) a target; ``words`` stand for the target in the statement, "" if unknown."""

    target: str
    polarity: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One attribution relation as a person or a program marked it.

    ``speakers`` is None where the annotation does not say who speaks, () where it says that nobody knows.
    """

    content: Spans
    cue: Spans = ()
    source: Spans = ()
    speakers: tuple[AnnotatedSpeaker, ...] | None = None
    stances: tuple[AnnotatedStance, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """An article's text and the annotations in it, in the order of their file."""

    text: str
    annotations: tuple[Annotation, ...]


Corpus = dict[str, AnnotatedArticle]
Predictions = dict[str, tuple[Annotation, ...]]


def read_predictions(path: str, corpus: Corpus) -> Predictions:
    """Return the predictions of a JSON Lines file by article; articles without any are not in it.

    Raises ``CorpusError``, also for articles that are not in ``corpus`` and spans beyond an article's end.
    """
    predictions = read_files([Path(path)])
    if not predictions:
        raise CorpusError(f"{path} holds no predictions.")
    if unknown := sorted(predictions.keys() - corpus.keys()):
        more = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        raise CorpusError(f"{path} has articles that the gold standard has not: {unknown[0]}{more}.")
    for id, found in predictions.items():
        check_spans(id, found, corpus[id].text)
    return predictions


def read_text(folders: Sequence[Path], id: str) -> str:
    """Return the text of ``<id>.txt`` in the first of the folders that has it, newlines untouched.

    Raises ``CorpusError``.
    """
    path = next((path for folder in folders if (path := folder / f"{id}.txt").exists()), None)
    if path is None:
        raise CorpusError(f"The text of {id} is missing from {' and '.join(map(str, folders))}.")
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise CorpusError(f"{path} is not UTF-8.") from None


def from_contract(value: dict[str, Any]) -> tuple[Annotation, ...]:
    """Return the annotations of an article in the form of ``attribution.json_format.to_json``.

    Only ``content`` must be there. Raises KeyError, TypeError or ValueError for values of another shape.
    """
    entities = value.get("entities") or ()
    return tuple(
        Annotation(
            spans(a["content"]), spans(a.get("cue") or ()), spans(a.get("source") or ()),
            tuple(_speaker(s, entities) for s in a["speakers"]) if "speakers" in a else None,
            tuple(AnnotatedStance(s["target"], s["polarity"], s.get("as") or "") for s in a.get("stances") or ()),
            a.get("confidence", 1.0),
        )
        for a in value["attributions"]
    )  # fmt: skip


def _speaker(speaker: dict[str, Any], entities: Any) -> AnnotatedSpeaker:
    """Return a speaker; a role of ours is also known by its title and resolved organisation."""
    roles = [speaker["role"]] if speaker.get("role") else []
    if speaker.get("role_index") is not None:
        role = entities[speaker["entity"]]["roles"][speaker["role_index"]]
        roles.append(f"{role['title']} {role['organisation'] or ''}".rstrip())
    return AnnotatedSpeaker(speaker["name"], tuple(roles))


def read_files(paths: Iterable[Path]) -> Predictions:
    """Return the annotations in JSON Lines files by the ids of their articles. Raises ``CorpusError``."""
    found: Predictions = {}
    for path in paths:
        for place, record in _records(path):
            try:
                id, marked = record["id"], from_contract(record)
                _check_types(id, marked)
            except (KeyError, TypeError, ValueError, IndexError, AttributeError):
                raise CorpusError(f'{place} is no article with "id" and "attributions".') from None
            if id in found:
                raise CorpusError(f"{place} has {id} a second time.")
            found[id] = marked
    return found


def _check_types(id: Any, marked: Iterable[Annotation]) -> None:
    """Raise TypeError for an id or a part of an annotation that is of another type than it must be."""
    if not (isinstance(id, str) and all(map(_has_right_types, marked))):
        raise TypeError


def _has_right_types(annotation: Annotation) -> bool:
    parts = (annotation.content, annotation.cue, annotation.source)
    offsets = [end for part in parts for span in part for end in span]
    names = [name for speaker in annotation.speakers or () for name in (speaker.name, *speaker.roles)]
    names += [word for stance in annotation.stances for word in (stance.target, stance.words)]
    numbers = [annotation.confidence, *(stance.polarity for stance in annotation.stances)]
    right = all(type(offset) is int for offset in offsets) and all(isinstance(name, str) for name in names)
    return right and all(isinstance(number, (int, float)) for number in numbers)


def _records(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield the values of a JSON Lines file, each with its place for complaints."""
    try:
        lines = path.read_bytes().decode("utf-8").split("\n")
    except FileNotFoundError:
        raise CorpusError(f"There is no {path}.") from None
    except UnicodeDecodeError:
        raise CorpusError(f"{path} is not UTF-8.") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield f"{path}:{number}", json.loads(line)
            except json.JSONDecodeError as error:
                raise CorpusError(f"{path}:{number} is not JSON: {error.msg}.") from None
            except RecursionError:
                raise CorpusError(f"{path}:{number} is JSON nested too deeply.") from None
            except ValueError:
                raise CorpusError(f"{path}:{number} has a number of too many digits.") from None


def check_spans(id: str, marked: Iterable[Annotation], text: str) -> None:
    """Raise ``CorpusError`` where a span is no part of the text: it was made from another one."""
    for annotation in marked:
        for span in (*annotation.content, *annotation.cue, *annotation.source):
            if not 0 <= span.start <= span.end <= len(text):
                raise CorpusError(
                    f"{id} has a span {list(span)} outside its text of {len(text)} characters; "
                    "was it made from another version?"
                )
