"""Whom a title alone means in a text that is about one office holder, as a release of that office is.

"The President noted …" is, in a release on President Holm's talks with the President of Velmara, President Holm. Only
where nobody nearer is clearly meant: see ``described_entities``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Doc

from attribution.coreference.definite_descriptions import HELD_BY_ONE, Description, fits
from attribution.lexicon.nouns import bare_letters
from attribution.types import Entity

# Words for what two leaders do in the first sentence of a readout, and for both of them later.
TALKS = frozenset(["call", "conversation", "talk", "talks", "speak", "meet", "meeting", "negotiation", "receive"])
BOTH = frozenset(["leader", "party", "interlocutor", "president", "counterpart"])
OFTEN = 2  # mentions by name; a rival has one at most


def protagonist(wanted: Description, entities: Sequence[Entity], title: str | None, start: int) -> int | None:
    """Return the one person, named before character ``start``, whom a bare title means, None where it is not clear.

    Of several with the title it is the one whom the title of the text names, or who is named first, if all the
    others are mentioned in passing.
    """
    if not wanted.definite or wanted.plural or not wanted.is_office:
        return None
    fitting = [i for i, e in enumerate(entities) if _is_named_before(e, start) and _holds(wanted, e, title or "")]
    if len(fitting) < 2:
        return fitting[0] if fitting else None
    first = min(fitting, key=lambda i: entities[i].mentions[0].span)
    in_title = [i for i in fitting if _surname(entities[i]) in _words(title or "")] or [first]
    passing = all(_named(entities[i]) < OFTEN for i in fitting if i != in_title[0])
    return in_title[0] if len(in_title) == 1 and passing and _named(entities[in_title[0]]) >= OFTEN else None


def the_two(doc: Doc, entities: Sequence[Entity]) -> list[int]:
    """Return the two people whom "the leaders" of a readout means: those its first sentence names, who had talks."""
    lead = next((s for s in doc.sents if any(t.pos_ in ("VERB", "AUX") for t in s)), None)
    if lead is None or not any(t.lemma_.lower() in TALKS for t in lead):
        return []
    end = lead.end_char
    named = {i for i, e in enumerate(entities) if _is_named_before(e, end)}
    return sorted(named) if len(named) == 2 else []


def _holds(wanted: Description, entity: Entity, title: str) -> bool:
    """Return whether a person has the office, by the text or before the name in its title: "Governor Ada Lind"."""
    if fits(wanted, entity.name, entity.kind, entity.roles) and entity.roles:
        return True
    if wanted.title in HELD_BY_ONE and any(r.office == wanted.title and r.status == "current" for r in entity.roles):
        return not wanted.named
    stated = re.search(rf"((?:[A-Z][\w-]* ){{1,4}}){re.escape(entity.name)}\b", title)
    known = _words(stated[1]) if stated else []
    return bool(known) and {wanted.head, *wanted.words, *wanted.named} <= set(known)


def _is_named_before(entity: Entity, start: int) -> bool:
    return entity.kind == "person" and any(m.form == "name" and m.span.start < start for m in entity.mentions)


def _named(entity: Entity) -> int:
    return sum(mention.form == "name" for mention in entity.mentions)


def _surname(entity: Entity) -> str:
    return bare_letters(entity.name.split()[-1])


def _words(text: str) -> list[str]:
    return [bare_letters(word) for word in re.findall(r"[\w’'-]+", text)]
