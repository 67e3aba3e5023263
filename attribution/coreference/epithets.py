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
    age = _age_told(doc, part)
    found = [d for d in drafts if d.kind == "person" and age in _ages(doc.text, d)] if age else []
    return found[0] if len(found) == 1 and doc[part.start].lower_ == "the" else None


def not_of_other_age(doc: Doc, part: SpeakerPhrase, drafts: Sequence[EntityDraft]) -> list[EntityDraft]:
    """Return those of whom the text gives no other age than a description tells."""
    age = _age_told(doc, part)
    return [d for d in drafts if not age or d.kind != "person" or _ages(doc.text, d) <= {age}]


def _age_told(doc: Doc, part: SpeakerPhrase) -> str:
    told = _AGED.search(doc[part.start : part.end].text)
    return told[1] if told else ""


def _ages(text: str, draft: EntityDraft) -> set[str]:
    """Return the ages that the text gives a person beside a name."""
    names = [span for span, form in draft.mentions.items() if form == "name"]
    return {age for span in names for age in _ages_beside(text, span)}


def is_of_other_age(text: str, description: str, names: Iterable[Span]) -> bool:
    """Return whether the text gives one of these names another age than a description tells."""
    told = _AGED.search(description)
    ages = {age for span in names for age in _ages_beside(text, span)}
    return bool(told and ages and told[1] not in ages)


def _ages_beside(text: str, name: Span) -> list[str]:
    found = [_AGE_AFTER.match(text, name.end), _AGE_BEFORE.search(text[max(0, name.start - REACH) : name.start])]
    return [age for match in found if match for age in match.groups() if age]
