"""PolNeAR's corpus (Newell, Margolin and Ruths 2018): texts, and attributions in brat's standoff format.

    text/ARTICLE.txt                     the text
    attributions/ARTICLE_ANNOTATOR.ann   T lines: id, type and spans, words; E lines: id, role:span-id ...
"""

from __future__ import annotations

import re
from pathlib import Path

from onrecord.evaluation.annotations import AnnotatedArticle, Annotation, Corpus, CorpusError, read_text
from quotes.types import Span, Spans

SPAN_ID, EVENT_ID = re.compile(r"T\d+"), re.compile(r"E\d+")
ROLE = re.compile(r"(Content|Cue|Source)\d*")  # Content2 goes on where Content stops


def is_standoff(path: Path) -> bool:
    """Return whether a folder is laid out like PolNeAR."""
    return (path / "attributions").is_dir()


def read_standoff(folder: Path) -> Corpus:
    """Return the articles of a PolNeAR folder that are annotated, by id.

    Where several people annotated an article, the alphabetically first one counts. Raises ``CorpusError``.
    """
    first: dict[str, Path] = {}
    for path in sorted((folder / "attributions").glob("*.ann"), key=lambda p: p.stem.rpartition("_")):
        first.setdefault(path.stem.rpartition("_")[0], path)
    return {
        id: AnnotatedArticle(read_text([folder / "text"], id), _read_annotations(path))
        for id, path in sorted(first.items())
    }


def _read_annotations(path: Path) -> tuple[Annotation, ...]:
    try:
        return parse_standoff(path.read_bytes().decode("utf-8"))
    except ValueError as error:
        reason = "a number has too many digits" if "digits" in str(error) else " ".join(str(error).split())
        raise CorpusError(f"{path} is not in brat's standoff format: {reason}.") from None


def parse_standoff(standoff: str) -> tuple[Annotation, ...]:
    """Return the attributions of an ``.ann`` file, sorted; those without content are left out.

    Raises ValueError for lines that cannot be read.
    """
    marked: dict[str, Spans] = {}
    events: list[list[str]] = []
    for line in standoff.split("\n"):
        name, *fields = line.split("\t")
        if fields and SPAN_ID.fullmatch(name):
            marked[name] = _spans(fields[0])
        elif fields and EVENT_ID.fullmatch(name):
            events.append(fields[0].split())
    found = [_annotation(arguments, marked) for arguments in events]
    return tuple(sorted((a for a in found if a.content), key=lambda a: (a.content, a.cue, a.source)))


def _spans(field: str) -> Spans:
    """Read a type and its spans: ``Content 7 76;81 93``."""
    _, _, ranges = field.partition(" ")
    pairs = [part.split() for part in ranges.split(";")]
    return tuple(Span(int(start), int(end)) for start, end in pairs)


def _annotation(arguments: list[str], marked: dict[str, Spans]) -> Annotation:
    parts: dict[str, list[Span]] = {"Content": [], "Cue": [], "Source": []}
    for argument in arguments:
        role, _, name = argument.partition(":")
        if match := ROLE.fullmatch(role):
            parts[match[1]] += marked.get(name, ())
    content, cue, source = (tuple(sorted(part)) for part in parts.values())
    return Annotation(content, cue, source)
