"""Who stands behind the labels of an interview's turns: initials ("AL:"), the one who asks ("Q:") and who answers."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from attribution.types import Entity
from quotes.types import Quote, Span

ASKING = frozenset(["q", "interviewer"])  # "QUESTION" is anybody at a press conference
ANSWERING = frozenset(["a", "answer", "interviewee"])
INITIALS = re.compile(r"(?:[A-Z]\.?){2,3}")
# What stands before the name of who asks, outside the turns: "Interview: Ada Lind", "By Ada Lind".
ASKED_BY = re.compile(r"\b(?:interview(?:ed)?(?: by)?:?|by|(?:spoke|talk(?:ed|s)|speaks) (?:to|with))\s+$", re.I)
HEAD = 1500  # characters in which an interview presents the one it is with


def is_turn(quote: Quote) -> bool:
    """Return whether a quote is a turn of a transcript."""
    return quote.rule == "layout:transcript" and bool(quote.source)


def entities_by_label(text: str, quotes: Sequence[Quote], entities: Sequence[Entity]) -> dict[str, tuple[int, str]]:
    """Return for each label of a turn that is no name whom it means, as an index into ``entities``, and the rule."""
    turns, labels = _repeated_labels(text, quotes)
    people = [i for i, entity in enumerate(entities) if _is_named(entity)]
    found: dict[str, tuple[int, str]] = {}
    for label in labels:
        if INITIALS.fullmatch(label) and (meant := _with_initials(label, entities, people)) is not None:
            found[label] = (meant, "initials")
    asks, answers = _interviewer_and_guest(text, turns, entities, people)
    is_interview = any(label.lower() in ASKING for label in labels)
    for label in labels:
        if label.lower() in ASKING and asks is not None:
            found[label] = (asks, "interviewer")
        elif label.lower() in ANSWERING and answers is not None and is_interview:
            found[label] = (answers, "interviewee")
    return found


def _repeated_labels(text: str, quotes: Sequence[Quote]) -> tuple[list[Quote], set[str]]:
    """Return the turns whose label is used more than once, unlike "Interview: Ada Lind", and their labels."""
    labelled = [(quote, quote.source[0].of(text).strip()) for quote in quotes if is_turn(quote)]
    used = Counter(label for _, label in labelled)
    return [quote for quote, label in labelled if used[label] > 1], {label for label, n in used.items() if n > 1}


def _with_initials(label: str, entities: Sequence[Entity], people: Sequence[int]) -> int | None:
    """Return the one person with these initials, None where there are none or several."""
    letters = label.replace(".", "")
    fits = [i for i in people if "".join(word[0] for word in entities[i].name.split()).upper() == letters]
    return fits[0] if len(fits) == 1 else None


def _interviewer_and_guest(
    text: str, turns: Sequence[Quote], entities: Sequence[Entity], people: Sequence[int]
) -> tuple[int | None, int | None]:
    """Return who asks, by the words before a name outside the turns, and the other one named before the first turn."""
    outside = list(_outside(turns, entities, people))
    asks = next((i for i, span in outside if ASKED_BY.search(text, max(0, span.start - 30), span.start)), None)
    presented = turns[0].source[0].start if turns else 0
    answers = next((i for i, span in outside if i != asks and span.start < min(presented, HEAD)), None)
    return asks, answers


def _is_named(entity: Entity) -> bool:
    return entity.kind == "person" and any(mention.form == "name" for mention in entity.mentions)


def _outside(turns: Sequence[Quote], entities: Sequence[Entity], people: Sequence[int]) -> Iterator[tuple[int, Span]]:
    """Yield the people named outside the turns, in the order of the text."""
    spans = sorted(span for turn in turns for span in (*turn.content, *turn.source))
    named = sorted((m.span, i) for i in people for m in entities[i].mentions if m.form == "name")
    for span, i in named:
        at = bisect_right(spans, span) - 1
        if at < 0 or spans[at].end <= span.start:
            yield i, span
