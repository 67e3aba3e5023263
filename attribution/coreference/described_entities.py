"""Whom a description means ("the mayor", "the bank’s governor"): one of the entities put together so far.

Descriptions are permitted by their words (``definite_descriptions.fits``); among those permitted the nearest
mentioned before is preferred, then who is introduced with that office later, then whom the sentence before is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Doc
from spacy.tokens import Span as Tokens

from attribution.coreference.definite_descriptions import Description, best_fitting, describe_phrase, fits
from attribution.coreference.entity_builder import EntityDraft
from attribution.coreference.epithets import is_epithet
from attribution.coreference.speaker_phrases import SpeakerPhrase
from attribution.lexicon.closed_class import PARTY_MEMBERS
from attribution.lexicon.nouns import given_gender, noun
from attribution.roles.title_phrases import character_span
from quotes.types import Span

LATER = 1500  # characters within which a person is introduced after being called by a title


def add_bare_title_mentions(doc: Doc, drafts: Iterable[EntityDraft]) -> None:
    """Add where the text calls people by their office alone: "I urged the minister to publish it"."""
    drafts = list(drafts)
    known = {span.start for d in drafts for span in d.mentions}
    people = [d for d in drafts if d.kind == "person" and d.roles]
    for part in _bare_titles(doc) if people else ():
        span = character_span(doc, part.start, part.end)
        found = None if span.start in known else fitting_before(doc, describe_phrase(doc, part, {}), span.start, people)
        if found:
            found.mentions[span] = "nominal"


def _bare_titles(doc: Doc) -> Iterator[SpeakerPhrase]:
    """Yield subjects and objects that are "the" and an office, without a name beside or a complement."""
    for head in doc:
        is_argument = head.dep_.startswith(("nsubj", "obj", "iobj", "obl"))
        if head.tag_ not in ("NN", "NNP") or not is_argument or noun(head.lemma_).kind != "office":
            continue
        said_more = any(c.dep_ in ("appos", "flat", "nmod") for c in head.children)
        if doc[head.i - 1].lower_ == "the" and not said_more:
            yield SpeakerPhrase(head.i - 1, head.i + 1, head.i, "nominal")


def fitting_before(doc: Doc, description: Description, start: int, drafts: Sequence[EntityDraft]) -> EntityDraft | None:
    """Return the one of those mentioned before character ``start`` that a description fits."""
    before = [(d, at) for d in drafts if (at := d.mentioned_before(start)) is not None]
    paragraph = doc.text.rfind("\n\n", 0, start) + 1
    found = best_fitting(description, [(d.name, d.kind, d.roles, at) for d, at in before], paragraph)
    return None if found is None else before[found][0]


def introduced_later(description: Description, drafts: Sequence[EntityDraft]) -> EntityDraft | None:
    """Return the one person whose office a title is, named only after it: "the mayor says", in a headline."""
    if not _is_definite_title(description):
        return None
    holders = [d for d in drafts if d.kind == "person" and fits(description, d.name, d.kind, d.roles) and d.roles]
    starts = [min(span.start for span in d.mentions) for d in holders]
    return holders[0] if len(starts) == 1 and 0 < starts[0] - description.start < LATER else None


def subject_before(
    doc: Doc, part: SpeakerPhrase, description: Description, drafts: Sequence[EntityDraft]
) -> EntityDraft | None:
    """Return whom a title given to nobody means by its place: the one person the sentence before is about.

    "Ada Lind was less relaxed. The bank’s governor said ..."; across paragraphs only its subject, or its one
    possessor ("Emil Rask’s memoir is out. In it the former minister ...").
    """
    people = [d for d in drafts if d.kind == "person"]
    epithet = is_epithet(doc, part)
    if not (epithet or _is_definite_title(description)) or _stands_beside_name(doc, part, people):
        return None
    found = _only_one_in(_sentence_before(doc[part.head].sent), people)
    if found is None:
        return None
    person, first_mention = found
    fits = (epithet or _may_hold_more(person)) and not _is_of_other_gender(doc, part, person)
    return person if fits and _is_subject(doc, first_mention) else None


def _only_one_in(sentence: Span | None, people: Sequence[EntityDraft]) -> tuple[EntityDraft, Span] | None:
    """Return the one person whom a sentence mentions, with the first mention; None for nobody and for several."""
    here = [(d, span) for d in people if sentence for span in d.mentions if sentence.covers(span)]
    return here[0] if len({id(d) for d, _ in here}) == 1 else None


def _is_subject(doc: Doc, mention: Span) -> bool:
    """Return whether a clause is about a mention: its subject, or whose its subject is."""
    head = doc.char_span(*mention, alignment_mode="expand").root
    return bool((head.head if head.dep_ == "nmod:poss" else head).dep_.startswith("nsubj"))


def _may_hold_more(person: EntityDraft) -> bool:
    """Return whether no office is known of a person, but at most a party: "Ada Lind, a Republican"."""
    return all(role.office == "party" or role.title in PARTY_MEMBERS.values() for role in person.roles)


def _is_of_other_gender(doc: Doc, part: SpeakerPhrase, person: EntityDraft) -> bool:
    """Return whether a description tells another gender than a person's first name: "the congresswoman", Karl Lind."""
    return {noun(doc[part.head].lemma_).gender, given_gender(person.name.split()[0])} == {"f", "m"}


def belongs_to_several(doc: Doc, part: SpeakerPhrase, draft: EntityDraft) -> bool:
    """Return whether somebody belongs to several ("their lawyer, Ada Lind"), and a part to one ("his lawyer")."""
    if doc[part.start].lower_ not in ("his", "her"):
        return False
    stated = [doc.char_span(*role.evidence, alignment_mode="expand") for role in draft.roles]
    owners = [t.lower_ for span in stated if span is not None for t in doc[max(0, span.start - 1) : span.end]]
    return "their" in owners


def _is_definite_title(description: Description) -> bool:
    """Return whether a description is an office that one person holds: "the mayor"."""
    return description.definite and description.is_office and not description.plural


def _stands_beside_name(doc: Doc, part: SpeakerPhrase, people: Sequence[EntityDraft]) -> bool:
    """Return whether a title belongs to a name in or after it: "the ambassador to Norland Ada Lind"."""
    own = character_span(doc, part.start, part.end + 1)
    return any(own.overlaps(span) for d in people for span in d.mentions)


def _sentence_before(sentence: Tokens) -> Span | None:
    """Return the characters of the sentence before one; None where that has no verb, as headings and datelines."""
    at = sentence.start - 1
    while at > 0 and sentence.doc[at].sent.text.isspace():
        at = sentence.doc[at].sent.start - 1
    before = sentence.doc[at].sent if at > 0 else None
    if before is None or not any(t.pos_ in ("VERB", "AUX") for t in before):
        return None
    return Span(before.start_char, before.end_char)
