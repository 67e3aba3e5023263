"""Whom an epithet means that is no office: "the 54-year-old", "the Norland native".

It is the person whose age the article gives, else the one person whom the sentence before is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from spacy.tokens import Doc

from attribution.coreference.entity_builder import EntityDraft
from attribution.coreference.speaker_phrases import SpeakerPhrase
from quotes.types import Span

EPITHETS = frozenset(["old", "native", "champion", "winner", "laureate", "newcomer", "graduate"])
YEARS_OLD = r"(\d{1,3})[-‑ ]years?[-‑ ]old"
_AGED = re.compile(YEARS_OLD)
_THE_AGED = re.compile(rf"the {YEARS_OLD}\b", re.I)
# "Ada Lind, 54, …", "Ada Lind (54)", "Ada Lind, a 54-year-old teacher"
_AGE_AFTER = re.compile(rf"(?:,? \(|, (?:aged )?)(\d{{1,3}})(?=[,.;)])|, (?:an? |the )?{YEARS_OLD}")
_AGE_BEFORE = re.compile(rf"{YEARS_OLD}(?: [\w’'-]+){{0,3}} $")  # "54-year-old teacher | Ada Lind"
REACH = 60  # characters before a name in which an age may stand


def is_epithet(doc: Doc, part: SpeakerPhrase) -> bool:
    """Return whether a part is a definite description of one person that is no office: "the 54-year-old"."""
    head = doc[part.head]
    return doc[part.start].lower_ == "the" and head.lemma_.lower() in EPITHETS and head.tag_ not in ("NNS", "NNPS")


def of_age(doc: Doc, part: SpeakerPhrase, drafts: Sequence[EntityDraft]) -> EntityDraft | None:
    """Return the one person whose age, as the text gives it, a definite description tells."""
    age = _age_told(_words(doc, part))
    found = [d for d in drafts if d.kind == "person" and age in _ages(doc.text, d)] if age else []
    return found[0] if len(found) == 1 and doc[part.start].lower_ == "the" else None


def not_of_other_age(doc: Doc, part: SpeakerPhrase, drafts: Sequence[EntityDraft]) -> list[EntityDraft]:
    """Return those of whom the text gives no other age than a description tells."""
    age = _age_told(_words(doc, part))
    return [d for d in drafts if not age or d.kind != "person" or _ages(doc.text, d) <= {age}]


def tells_age(description: str) -> bool:
    """Return whether a definite description begins with an age: "the 41-year-old former teacher"."""
    return _THE_AGED.match(description) is not None


def _words(doc: Doc, part: SpeakerPhrase) -> str:
    return str(doc[part.start : part.end].text)


def _age_told(description: str) -> str:
    told = _AGED.search(description)
    return told[1] if told else ""


def _ages(text: str, draft: EntityDraft) -> set[str]:
    """Return the ages that the text gives a person beside a name."""
    return _ages_of(text, (span for span, form in draft.mentions.items() if form == "name"))


def is_of_other_age(text: str, description: str, names: Iterable[Span]) -> bool:
    """Return whether the text gives one of these names another age than a description tells."""
    age, ages = _age_told(description), _ages_of(text, names)
    return bool(age and ages) and age not in ages


def _ages_of(text: str, names: Iterable[Span]) -> set[str]:
    return {age for span in names for age in _ages_beside(text, span)}


def _ages_beside(text: str, name: Span) -> list[str]:
    found = [_AGE_AFTER.match(text, name.end), _AGE_BEFORE.search(text[max(0, name.start - REACH) : name.start])]
    return [age for match in found if match for age in match.groups() if age]
