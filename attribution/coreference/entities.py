"""Who and what an article names: people, organisations, places, and the unnamed who speak in it.

``find_entities`` joins the names of one article into entities, gives people their roles, and adds what
sources describe without naming: groups ("local officials"), unnamed people ("a spokesman"), documents ("the
report"). A description that fits the role of somebody named ("the mayor") is a mention of that person.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from attribution.coreference.clustering import accompanies, cluster_names, relative
from attribution.coreference.described_entities import add_bare_title_mentions
from attribution.coreference.entity_builder import EntityDraft, fullest, named_documents
from attribution.coreference.short_names import Acronyms, join_acronyms, join_last_words
from attribution.coreference.source_mentions import add_source_mentions
from attribution.coreference.source_names import with_names_of_sources
from attribution.coreference.speaker_phrases import NameSpan
from attribution.lexicon.countries import CountryFinder
from attribution.lexicon.nouns import ROLE_CLASSES, Gender, noun
from attribution.names.acronyms import acronyms
from attribution.names.named_entities import Name, find_names
from attribution.roles.extraction import find_roles
from attribution.roles.office_classes import classified_role
from attribution.roles.title_phrases import character_span
from attribution.types import Entity, Role
from quotes.types import Quote

ONE_IN_THE_NEWS = frozenset(["congress", "senate"])  # bodies that a mere common noun names


def find_entities(doc: Doc, quotes: Sequence[Quote]) -> list[Entity]:
    """Return the article's entities in order of first mention; the words of a source are a mention too."""
    defined = acronyms(doc)
    names = with_names_of_sources(doc, quotes, find_names(doc))
    families = _families(names)
    roles = [(i, classified_role(role, families)) for i, role in find_roles(doc, names)]
    drafts, titles = _named(doc, names, roles, defined)
    drafts += named_documents(doc, names)
    speakers_names = [NameSpan(n.start, n.end, n.kind) for i, n in enumerate(names) if i not in titles]
    add_source_mentions(doc, quotes, speakers_names, drafts, defined)
    add_bare_title_mentions(doc, drafts)
    entities = [d.finished(families) for d in drafts if _is_kept(d)]
    return sorted(entities, key=lambda e: (e.mentions[0].span, e.mentions[-1].span.end))


def _families(names: Sequence[Name]) -> CountryFinder:
    """Return the countries and bodies named, for what belongs to them: "Norlandic", "the ministry’s"."""
    return CountryFinder(
        (" ".join(n.words) for n in names if n.kind == "place"),
        (" ".join(n.words) for n in names if n.kind == "organisation"),
    )


def _named(
    doc: Doc, names: Sequence[Name], roles: Sequence[tuple[int, Role]], defined: Acronyms
) -> tuple[list[EntityDraft], set[int]]:
    """Return the drafts of everything named, and the indexes of names that are acronyms of a title ("FM")."""
    drafts: list[EntityDraft] = []
    owner: dict[int, EntityDraft] = {}
    introduced = {i: relative(doc, name) for i, name in enumerate(names) if name.kind == "person"}
    relatives: dict[int, Gender] = {i: word.gender for i, word in introduced.items() if word is not None}
    relatives |= {i: "" for i in introduced if i not in relatives and accompanies(doc, names[i])}
    for group in cluster_names(names, roles, relatives):
        draft = _draft(doc, [names[i] for i in group])
        draft.mentions = {character_span(doc, names[i].start, names[i].end): "name" for i in group}
        owner.update(dict.fromkeys(group, draft))
        drafts.append(draft)
    for i, role in roles:
        if i in owner:
            owner[i].roles.append(role)
    titles = join_acronyms(doc, names, owner, drafts, defined)
    join_last_words(drafts)
    return [d for d in drafts if d.mentions], titles


def _draft(doc: Doc, names: Sequence[Name]) -> EntityDraft:
    """Return the draft of what some names of the text name, without its mentions."""
    draft = EntityDraft(fullest(doc, names), names[0].kind, True)
    if draft.kind == "organisation" and _is_of_members(draft.name):
        draft.kind = "group"
    draft.shared = _is_one_everywhere(draft, names)
    return draft


def _is_of_members(name: str) -> bool:
    """Return whether a name is that of some people, not of a body: "Republicans", "House Democrats"."""
    *others, last = name.lower().split()
    if not last.endswith("s") or noun(last.removesuffix("s")).kind not in ROLE_CLASSES:
        return False
    return all(word == "house" or noun(word).kind == "body" for word in others[-1:])


def _is_one_everywhere(draft: EntityDraft, names: Sequence[Name]) -> bool:
    """Return whether a name means the same in another article: not "Lind", "Republicans", "the Government"."""
    if draft.kind == "person":
        return any(name.length > 1 for name in names)
    words = draft.name.lower().split()
    if draft.kind == "organisation":
        whose_open = len(words) == 1 and noun(words[0]).kind == "body" and words[0] not in ONE_IN_THE_NEWS
        return not whose_open and words != ["central", "bank"]
    return draft.kind != "group"


def _is_kept(draft: EntityDraft) -> bool:
    """Return whether a draft is an entity: mentioned, and no document that nobody describes or cites."""
    return bool(draft.mentions) and not (draft.kind == "document" and draft.is_only_named())
