"""Organisations called by a short form of their name: an acronym, or its last word."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from attribution.coreference.definite_descriptions import describe_tokens
from attribution.coreference.entity_builder import EntityDraft
from attribution.lexicon.nouns import ROLE_CLASSES, noun
from attribution.names.acronyms import initials, is_acronym
from attribution.names.named_entities import Name
from attribution.roles.title_phrases import character_span

Acronyms = dict[str, tuple[int, int]]  # acronym -> tokens of the long form that the text gives with it


def join_acronyms(
    doc: Doc, names: Sequence[Name], owner: dict[int, EntityDraft], drafts: Sequence[EntityDraft], defined: Acronyms
) -> set[int]:
    """Join the mentions of organisations known by acronym and by full name; return which names are titles ("FM").

    ``owner`` has the draft of each name by the name's index. An acronym of a title is taken out of the mentions.
    """
    titles = set()
    spelled_out = {initials(d.name.split()): d for d in drafts if d.kind == "organisation" and " " in d.name}
    for i, name in enumerate(names):
        acronym, draft = name.words[0], owner.get(i)
        if draft is None or len(name.words) > 1 or not is_acronym(acronym):
            continue
        if acronym in defined:
            full = _organisation_at(doc, drafts, defined[acronym])
        else:
            full = spelled_out.get(acronym.replace(".", ""))
        if full is not None and full is not draft:
            full.mentions |= draft.mentions
            draft.mentions = {}
            owner.update({j: full for j, d in owner.items() if d is draft})
        elif _is_title(doc, acronym, defined):
            draft.mentions = {}
            titles.add(i)
    return titles


def join_last_words(drafts: Sequence[EntityDraft]) -> None:
    """Join a body called by the last word of its name to the one body so named: "Compact says", in a headline."""
    bodies = [d for d in drafts if d.kind == "organisation"]
    for short in (d for d in bodies if " " not in d.name and not is_acronym(d.name)):
        long = [d for d in bodies if " " in d.name and d.name.split()[-1] == short.name]
        if len(long) == 1:
            long[0].mentions |= short.mentions
            short.mentions = {}


def _organisation_at(doc: Doc, drafts: Sequence[EntityDraft], tokens: tuple[int, int]) -> EntityDraft | None:
    """Return the one organisation named within the tokens."""
    span = character_span(doc, *tokens)
    found = [d for d in drafts if d.kind == "organisation" and any(span.overlaps(m) for m in d.mentions)]
    return found[0] if len(found) == 1 else None


def _is_title(doc: Doc, acronym: str, defined: Acronyms) -> bool:
    """Return whether an acronym stands for an office: listed, or by the long form that the text gives."""
    if acronym in defined and describe_tokens(doc, *defined[acronym]).is_office:
        return True
    return noun(acronym).kind in ROLE_CLASSES
