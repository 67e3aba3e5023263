"""Who stands behind the labels of an interview's turns: initials ("AL:"), the one who asks ("Q:") and who answers."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from attribution.lexicon.nouns import ROLE_CLASSES, bare_letters, given_gender, noun
from attribution.types import Entity
from quotes.detection.quote_builder import ANSWER_RULE, POST_RULE, QUESTION_RULE, TURN_RULE
from quotes.types import Quote, Span

ASKING = frozenset(["q", "interviewer"])  # "QUESTION" is anybody at a press conference
ANSWERING = frozenset(["a", "answer", "interviewee"])
INITIALS = re.compile(r"(?:[A-Z]\.?){2,3}")
# What stands before the name of who asks, outside the turns: "Interview: Ada Lind", "By Ada Lind".
ASKED_BY = re.compile(r"\b(?:interview(?:ed)?(?: by)?:?|by|(?:spoke|talk(?:ed|s)|speaks) (?:to|with))\s+$", re.I)
HEAD = 1500  # characters in which an interview presents the one it is with


def is_turn(quote: Quote) -> bool:
    """Return whether a quote is a turn of a transcript."""
    return quote.rule in (TURN_RULE, POST_RULE) and bool(quote.source)


def is_answer(label: str) -> bool:
    """Return whether a label is that of who answers, by no name: "A", "A."."""
    return label.strip(".").lower() in ANSWERING


def label_of(text: str, quote: Quote) -> str:
    """Return the label of a turn, without the stars of bold type that hang on to it."""
    return quote.source[0].of(text).strip(" *_")


def questions_of_nobody(text: str, quotes: Sequence[Quote], speakers: Sequence[Sequence[int]]) -> list[Span]:
    """Return what an interview asks under a mere "Q." and answers under "A.", where the text names nobody who asks.

    The questions of a press conference stay: there "QUESTION" is one of those who came to ask.
    """
    labels = [label_of(text, quote).strip(".").lower() if is_turn(quote) else "" for quote in quotes]
    if not ANSWERING.intersection(labels):
        return []
    turns = zip(quotes, labels, speakers, strict=True)
    return [span for quote, label, who in turns if label in ASKING and not who for span in quote.content]


def entities_by_label(text: str, quotes: Sequence[Quote], entities: Sequence[Entity]) -> dict[str, tuple[int, str]]:
    """Return for each label of a turn that is no name whom it means, as an index into ``entities``, and the rule."""
    turns, labels = _repeated_labels(text, quotes)
    every = {label_of(text, quote) for quote in quotes if is_turn(quote)}
    people = [i for i, entity in enumerate(entities) if is_named_person(entity)]
    found: dict[str, tuple[int, str]] = {}
    spelled = _in_names(text, quotes, entities, people)
    for label in every - spelled:
        if (meant := _meant_by_label(label, entities, people)) is not None:
            found[label] = meant
    for label in every:
        if "@" in label and (owner := _owner_of(label, text, entities, people)) is not None:
            found[label] = owner
    asks, answers = _interviewer_and_guest(text, turns, entities, people)
    is_interview = any(label.lower() in ASKING for label in labels)
    for label in labels:
        if label.lower() in ASKING and asks is not None:
            found[label] = (asks, "interviewer")
        elif label.lower() in ANSWERING and answers is not None and is_interview:
            found[label] = (answers, "interviewee")
    return found


def interviewer(text: str, quotes: Sequence[Quote], entities: Sequence[Entity]) -> int | None:
    """Return who asks the questions of an interview without labels: "By Ada Lind", "Interview: Ada Lind"."""
    turns = [quote for quote in quotes if quote.rule in (QUESTION_RULE, ANSWER_RULE)]
    if not any(quote.rule == QUESTION_RULE for quote in turns):
        return None
    outside = _outside(turns, entities, [i for i, entity in enumerate(entities) if is_named_person(entity)])
    return next((i for i, span in outside if ASKED_BY.search(text, max(0, span.start - 30), span.start)), None)


def _repeated_labels(text: str, quotes: Sequence[Quote]) -> tuple[list[Quote], set[str]]:
    """Return the turns whose label is used more than once, unlike "Interview: Ada Lind", and their labels."""
    labelled = [(quote, label_of(text, quote)) for quote in quotes if is_turn(quote)]
    used = Counter(label for _, label in labelled)
    return [quote for quote, label in labelled if used[label] > 1], {label for label, n in used.items() if n > 1}


def _in_names(text: str, quotes: Sequence[Quote], entities: Sequence[Entity], people: Sequence[int]) -> set[str]:
    """Return the labels that stand at somebody's full name, which resolves them: "Ada Lind (Green List)"."""
    full = [entities[i] for i in people if " " in entities[i].name]
    named = [mention.span for entity in full for mention in entity.mentions if mention.form == "name"]
    turns = [quote for quote in quotes if is_turn(quote)]
    return {label_of(text, quote) for quote in turns if any(quote.source[0].covers(span) for span in named)}


def _meant_by_label(label: str, entities: Sequence[Entity], people: Sequence[int]) -> tuple[int, str] | None:
    """Return the one person a label means, and how: "AL" by initials, "MR. LIND" by surname, "THE PRESIDENT" by title.

    "@adalind" is whose whole name it is; a label that fits nobody or several stays open.
    """
    if INITIALS.fullmatch(label) and (meant := _with_initials(label, entities, people)) is not None:
        return meant, "initials"
    if label.startswith("@"):
        return _only([i for i in people if bare_letters(entities[i].name) == bare_letters(label)], "name")
    return _titled(re.sub(r"\(.*", "", label).split(), entities, people)


def _owner_of(
    label: str, text: str, entities: Sequence[Entity], people: Sequence[int]
) -> tuple[int, str] | None:
    """Return the one person whose name stands before a "@name": "Ada Lind (@harbour_ada)", or in the label."""
    name, handle = re.split(r"[✓✔☑️(\s]*@", label, maxsplit=1)
    if name:
        return _only([i for i in people if entities[i].name == name], "name")
    beside = [m.start() for m in re.finditer(rf"[\s(✓]*@{re.escape(handle)}(?!\w)", text, re.I)]
    ends = {mention.span.end: i for i in people for mention in entities[i].mentions if " " in entities[i].name}
    return _only(sorted({ends[at] for at in beside if at in ends}), "name")


def _titled(label: Sequence[str], entities: Sequence[Entity], people: Sequence[int]) -> tuple[int, str] | None:
    """Return the one person with the title, the title and surname, or the surname that a label is."""
    words = [bare_letters(word) for word in label]
    titles = {word for word in words if is_title_word(word)}
    if titles >= set(words):
        wanted = titles - {"the"}
        held = [i for i in people if any(wanted <= _words_of(role.title) for role in entities[i].roles)]
        return _only(held, "title") if wanted else None
    if not titles and len(words) > 1:
        return None
    bearers = [i for i in people if " " in entities[i].name and _bears(entities[i].name.split(), label)]
    return _only(bearers, "surname")


def _bears(name: Sequence[str], label: Sequence[str]) -> bool:
    """Return whether a full name has the surname of a label, and no other gender: "MS. LIND" is not Karl Lind."""
    genders = {noun(word).gender for word in label[:-1]} | {given_gender(name[0])}
    return bare_letters(name[-1]) == bare_letters(label[-1]) and not {"f", "m"} <= genders


def _only(fits: Sequence[int], rule: str) -> tuple[int, str] | None:
    return (fits[0], rule) if len(fits) == 1 else None


def is_title_word(word: str) -> bool:
    """Return whether a word before a name is part of a title: "Prime", "Minister", "Mr."."""
    parts = ("the", "prime", "foreign", "vice", "deputy")
    return word.lower() in parts or noun(word).kind in ("honorific", *ROLE_CLASSES)


def _words_of(title: str) -> set[str]:
    return {bare_letters(word) for word in title.split()}


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


def is_named_person(entity: Entity) -> bool:
    """Return whether an entity is a person whom the text calls by a name."""
    return entity.kind == "person" and any(mention.form == "name" for mention in entity.mentions)


def _outside(turns: Sequence[Quote], entities: Sequence[Entity], people: Sequence[int]) -> Iterator[tuple[int, Span]]:
    """Yield the people named outside the turns, in the order of the text."""
    spans = sorted(span for turn in turns for span in (*turn.content, *turn.source))
    named = sorted((m.span, i) for i in people for m in entities[i].mentions if m.form == "name")
    for span, i in named:
        at = bisect_right(spans, span) - 1
        if at < 0 or spans[at].end <= span.start:
            yield i, span
