"""Who and what an article names: people, organisations, places, and the unnamed who speak in it.

``find_entities`` joins the names of one article into entities, gives people their roles, and adds what
sources describe without naming: groups ("local officials"), unnamed people ("a spokesman"), documents ("the
report"). A description that fits the role of somebody named ("the mayor") is a mention of that person.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from attribution.coreference.clustering import cluster_names, relative
from attribution.coreference.definite_descriptions import Description, described, described_by, fits, fitting
from attribution.coreference.entity_builder import Draft, fullest, named_documents
from attribution.coreference.plurals import group_meant
from attribution.coreference.speaker_phrases import Named, Part, is_pair, is_plural, is_utterance, source_parts, text_of
from attribution.lexicon.countries import Families
from attribution.lexicon.nouns import TITLES, noun
from attribution.names.acronyms import acronyms, initials, is_acronym
from attribution.names.named_entities import Name, find_names, has_article
from attribution.roles.extraction import find_roles
from attribution.roles.office_classes import described_role
from attribution.roles.title_phrases import characters, is_office, stated_role
from attribution.types import Entity, EntityKind, Role
from quotes.types import Quote, Span

LATER = 1500  # characters within which a person is introduced after being called by a title
COUNTRIES = {"government", "country", "nation"}
Acronyms = dict[str, tuple[int, int]]  # acronym -> tokens of its long form


def find_entities(doc: Doc, quotes: Sequence[Quote]) -> list[Entity]:
    """Return the article's entities in order of first mention; the words of a source are a mention too."""
    defined = acronyms(doc)
    names = find_names(doc)
    more = _names_of_sources(doc, quotes, names)
    names = [n for n in names if not any(m.start <= n.start < m.end for m in more)]
    names = sorted(names + more, key=lambda name: name.start)
    families = Families(
        (" ".join(n.words) for n in names if n.kind == "place"),
        (" ".join(n.words) for n in names if n.kind == "organisation"),
    )
    roles = [(i, described_role(role, families)) for i, role in find_roles(doc, names)]
    drafts, titles = _named(doc, names, roles, defined)
    drafts += named_documents(doc, names)
    known = [Named(n.start, n.end, n.kind) for i, n in enumerate(names) if i not in titles]
    places = {span: d for d in drafts if d.kind == "place" for span in d.mentions}
    for quote in quotes:
        for part in source_parts(doc, quote, known):
            _add(doc, part, drafts, places, defined)
    _told_again(doc, drafts)
    kept = [d.finished(families) for d in drafts if d.mentions and not (d.kind == "document" and d.is_only_named())]
    return sorted(kept, key=lambda e: (e.mentions[0].span, e.mentions[-1].span.end))


def _told_again(doc: Doc, drafts: list[Draft]) -> None:
    """Add where the text calls people by their office alone: "I urged the minister to publish it"."""
    known = {span.start for d in drafts for span in d.mentions}
    people = [d for d in drafts if d.kind == "person" and d.roles]
    for head in doc if people else ():
        alone = head.dep_.startswith(("nsubj", "obj", "iobj", "obl")) and noun(head.lemma_).kind == "office"
        if head.tag_ not in ("NN", "NNP") or not alone or doc[head.i - 1].lower_ != "the":
            continue
        part = Part(head.i - 1, head.i + 1, head.i, "nominal")
        span = characters(doc, part.start, part.end)
        if span.start in known or any(c.dep_ in ("appos", "flat", "nmod") for c in head.children):
            continue
        if (found := _fitting_before(doc, described(doc, part, {}), span.start, people)) is not None:
            found.mentions[span] = "nominal"


def _named(
    doc: Doc, names: Sequence[Name], roles: Sequence[tuple[int, Role]], defined: Acronyms
) -> tuple[list[Draft], set[int]]:
    """Return the drafts of everything named, and the indexes of names that are acronyms of a title ("FM")."""
    drafts: list[Draft] = []
    owner: dict[int, Draft] = {}
    introduced = {i: relative(doc, name) for i, name in enumerate(names) if name.kind == "person"}
    relatives = {i: word.gender for i, word in introduced.items() if word is not None}
    for group in cluster_names(names, roles, relatives):
        draft = Draft(fullest(doc, [names[i] for i in group]), names[group[0]].kind, True)
        draft.shared = draft.kind != "person" or len(draft.name.split()) > 1
        draft.mentions = {characters(doc, names[i].start, names[i].end): "name" for i in group}
        owner.update(dict.fromkeys(group, draft))
        drafts.append(draft)
    for i, role in roles:
        if i in owner:
            owner[i].roles.append(role)
    titles = _join_acronyms(doc, names, owner, drafts, defined)
    _join_last_words(drafts)
    return [d for d in drafts if d.mentions], titles


def _names_of_sources(doc: Doc, quotes: Sequence[Quote], names: Sequence[Name]) -> list[Name]:
    """Return names that NER overlooked, of which we know only that they speak."""
    known = [Named(n.start, n.end, n.kind) for n in names]
    articled = {token.text for token in doc if has_article(doc, token)}
    found = {}
    for part in (p for quote in quotes for p in source_parts(doc, quote, known)):
        head = doc[part.head]
        titled = doc[part.start].lower_ == "the" and head.text[0].isupper() and head.i == part.start + 1
        titled = titled or (head.text[0].isupper() and _follows_possessor(doc, part.start))
        if part.form == "nominal" and (named := _name_behind(doc, part)) is not None:
            if not any(n.start < named.end and named.start < n.end for n in names):
                found[named.start] = named
            continue
        if part.form != "nominal" or head.tag_ == "NNPS" or head.text.isupper() or not (titled or head.pos_ == "PROPN"):
            continue
        if {noun(head.lemma_).kind, noun(head.text).kind} & {"person", "group", "document", "kin", *TITLES}:
            continue
        start, end = _without_article(doc, part)
        while end > head.i + 1 and doc[end - 1].dep_ not in ("flat", "compound"):
            end -= 1
        while head.text[0].isupper() and _follows_possessor(doc, start):
            start = doc[start - 2].left_edge.i  # "the Holm Skippers’ | Alliance": left out of the source
            start += doc[start].pos_ == "DET"
        words = tuple(t.text for t in doc[start:end] if t.text[0].isalnum())
        if words and all(w[0].isupper() or w in ("of", "for", "and", "the") for w in words):
            body = start > part.start or len(words) > 4 or is_acronym(words[0])
            body = body or noun(words[-1]).kind == "body"
            body = body or any(n.kind == "organisation" and n.words[-1] == words[-1] for n in names)
            body = body or (len(words) == 1 and words[0] in articled)
            found[start] = Name(start, end, "organisation" if body else "person", words)
    return list(found.values())


def _follows_possessor(doc: Doc, start: int) -> bool:
    """Return whether a name in the possessive stands right before a token."""
    return start > 1 and doc[start - 1].tag_ == "POS" and doc[start - 2].pos_ == "PROPN"


def _name_behind(doc: Doc, part: Part) -> Name | None:
    """Return the name of a body behind its common noun: "the rights group Open Door", "the contractor, Alm Lodges,"."""
    head = doc[part.head]
    kind = noun(head.lemma_).kind
    if kind not in ("body", "group", "") or head.tag_ != "NN" or not head.text.islower() or head.i + 2 >= len(doc):
        return None
    start = end = head.i + 1 + (doc[head.i + 1].text == ",")
    while end < len(doc) and doc[end].text[0].isupper() and not doc[end].is_sent_start:
        end += 1
    set_off = start == head.i + 1 or (end < len(doc) and doc[end].text == ",")
    is_body = kind in ("body", "group") or (end > start + 1 and doc[end - 1].tag_ in ("NNS", "NNPS"))
    if end == start or not (set_off and is_body):
        return None
    return Name(start, end, "organisation", tuple(t.text for t in doc[start:end]))


def _join_last_words(drafts: Sequence[Draft]) -> None:
    """Join a body called by the last word of its name to the one body so named: "Compact says", in a headline."""
    bodies = [d for d in drafts if d.kind == "organisation"]
    for short in (d for d in bodies if " " not in d.name and not is_acronym(d.name)):
        long = [d for d in bodies if " " in d.name and d.name.split()[-1] == short.name]
        if len(long) == 1:
            long[0].mentions |= short.mentions
            short.mentions = {}


def _join_acronyms(
    doc: Doc, names: Sequence[Name], owner: dict[int, Draft], drafts: list[Draft], defined: Acronyms
) -> set[int]:
    """Join organisations known by acronym and by full name; take acronyms of titles out of the names."""
    titles = set()
    long = [d for d in drafts if d.kind == "organisation" and " " in d.name]
    spelled = {initials(d.name.split()): d for d in long}
    for i, name in enumerate(names):
        short = name.words[0] if len(name.words) == 1 else ""
        draft = owner.get(i)
        if draft is None or not is_acronym(short):
            continue
        full = _at(doc, drafts, defined[short]) if short in defined else spelled.get(short.replace(".", ""))
        if full is not None and full is not draft and full.kind == "organisation":
            full.mentions |= draft.mentions
            draft.mentions = {}
            owner.update({j: full for j, d in owner.items() if d is draft})
        elif noun(short).kind in TITLES or (short in defined and described_by(doc, *defined[short]).is_office):
            draft.mentions = {}
            titles.add(i)
    return titles


def _at(doc: Doc, drafts: Sequence[Draft], tokens: tuple[int, int]) -> Draft | None:
    """Return the organisation named within the tokens."""
    span = characters(doc, *tokens)
    found = [d for d in drafts if d.kind == "organisation" and any(span.overlaps(m) for m in d.mentions)]
    return found[0] if len(found) == 1 else None


def _add(
    doc: Doc, part: Part, drafts: list[Draft], places: dict[Span, Draft], defined: Acronyms, held: bool = False
) -> None:
    """Add what one part of a source refers to: a mention of something known, or something new.

    ``held`` is a holder of another part: in "the president’s wife said" the president need not be the topic.
    """
    for holder in part.holders:
        if holder.form == "nominal" or is_utterance(doc, part):
            _add(doc, holder, drafts, places, defined, True)
    span = characters(doc, part.start, part.end)
    if part.end - part.start == 1 and (group := group_meant(doc, doc[part.head])) is not None:
        _add_group(doc, group, span, drafts)
    if part.form == "pronoun" or any(span in d.mentions and d.kind != "place" for d in drafts):
        return
    if part.form == "name":
        if span in places:  # "Norhaven denied it": the government that sits there
            _speaking_place(doc, part, span, drafts, places)
        return
    own_country = any(h.form == "pronoun" for h in part.holders) and doc[part.head].lemma_ in COUNTRIES
    if doc[part.head].lower_ == "side" and (country := _country_of_side(doc, part, drafts)) is not None:
        country.mentions[span] = "nominal"
        return
    if is_pair(doc, part) or own_country:
        return  # "both ministers", "his government": speakers known by other names, or nobody
    draft = _described_draft(doc, part, span, drafts, defined, held)
    if draft is not None:
        draft.mentions[span] = "nominal"


def _add_group(doc: Doc, group: tuple[int, int], said: Span, drafts: list[Draft]) -> None:
    """Add the group that "they" or "some" means where nothing is known to stand there; "some" is a mention of it."""
    span = characters(doc, *group)
    draft = next((d for d in drafts for m in d.mentions if m.overlaps(span)), None)
    if draft is None:
        name = text_of(doc, *group)
        name = name[0].lower() + name[1:] if doc[group[0]].pos_ != "PROPN" else name
        draft = Draft(name, "group", False, {span: "nominal"})
        drafts.append(draft)
    if draft.kind == "group" and said.of(doc.text).lower() != "they":
        draft.mentions[said] = "nominal"


def _country_of_side(doc: Doc, part: Part, drafts: list[Draft]) -> Draft | None:
    """Return the country of "the Norlandic side" as one that speaks."""
    families = Families(d.name for d in drafts if d.kind in ("place", "organisation"))
    words = [t.text for t in doc[part.start : part.head] if t.pos_ in ("PROPN", "ADJ")]
    country = families.country(words[0]) if len(words) == 1 else None
    seat = next((d for d in drafts if d.name == country and d.kind == "organisation"), None)
    if seat is None and country is not None:
        seat = Draft(country, "organisation", True)
        drafts.append(seat)
    return seat


def _described_draft(
    doc: Doc, part: Part, span: Span, drafts: list[Draft], defined: Acronyms, held: bool
) -> Draft | None:
    """Return what a description means: something known before, or a new draft; None if nobody who speaks."""
    description = described(doc, part, defined)
    others = [d for d in drafts if not _is_theirs(doc, part, d)]
    if (before := _fitting_before(doc, description, span.start, others)) is not None:
        return before
    if (later := _introduced_later(description, drafts)) is not None:
        return later
    owned = any(holder.form == "pronoun" for holder in part.holders)  # "his lawyer" is not who he is
    subject = None if held or owned else _subject_before(doc, part, description, drafts)
    if subject is not None:
        subject.roles.append(stated_role(doc, _without_article(doc, part), doc[part.head]))
        return subject
    name, kind = _described_name(doc, part), _kind(doc, part)
    known = next((d for d in drafts if d.name == name and d.kind != "place"), None)
    if known is not None and (description.definite or description.plural):
        return known
    if kind is None:
        return None
    drafts.append(Draft(name, kind, kind == "organisation" and bool(description.named)))
    return drafts[-1]


def _fitting_before(doc: Doc, description: Description, start: int, drafts: Sequence[Draft]) -> Draft | None:
    """Return the one of those mentioned before character ``start`` that a description fits."""
    before = [(d, at) for d in drafts if (at := d.mentioned_before(start)) is not None]
    paragraph = doc.text.rfind("\n\n", 0, start) + 1
    found = fitting(description, [(d.name, d.kind, d.roles, at) for d, at in before], paragraph)
    return None if found is None else before[found][0]


def _is_theirs(doc: Doc, part: Part, draft: Draft) -> bool:
    """Return whether somebody belongs to several ("their lawyer, Ada Lind"), and a part to one ("his lawyer")."""
    if doc[part.start].lower_ not in ("his", "her"):
        return False
    stated = [doc.char_span(*role.evidence, alignment_mode="expand") for role in draft.roles]
    owners = [t.lower_ for span in stated if span is not None for t in doc[max(0, span.start - 1) : span.end]]
    return "their" in owners


def _introduced_later(description: Description, drafts: list[Draft]) -> Draft | None:
    """Return the one person whose office a title is, named only after it: "the mayor says", in a headline."""
    if not (description.definite and description.is_office) or description.plural:
        return None
    fitting_ = [d for d in drafts if d.kind == "person" and fits(description, d.name, d.kind, d.roles) and d.roles]
    starts = [min(span.start for span in d.mentions) for d in fitting_]
    return fitting_[0] if len(starts) == 1 and 0 < starts[0] - description.start < LATER else None


def _subject_before(doc: Doc, part: Part, description: Description, drafts: list[Draft]) -> Draft | None:
    """Return whom a title given to nobody means by its place: the one person the sentence before is about.

    "Ada Lind was less relaxed. The bank’s governor said ..."; across paragraphs only its subject, or its one
    possessor ("Emil Rask’s memoir is out. In it the former minister ...").
    """
    if not (description.definite and description.is_office) or description.plural:
        return None
    own = characters(doc, part.start, part.end + 1)
    if any(own.overlaps(span) for d in drafts if d.kind == "person" for span in d.mentions):
        return None  # "the ambassador to Norland Ada Lind": the name belongs to the title
    before = _sentence_before(doc[part.head].sent)
    here = [(d, span) for d in drafts if d.kind == "person" and before for span in d.mentions if before.covers(span)]
    if len({id(d) for d, _ in here}) != 1 or here[0][0].roles:
        return None
    head = doc.char_span(*here[0][1], alignment_mode="expand").root
    about = head.dep_.startswith("nsubj") or (head.dep_ == "nmod:poss" and head.head.dep_.startswith("nsubj"))
    return here[0][0] if about else None


def _sentence_before(sentence: Tokens) -> Span | None:
    """Return the characters of the sentence before one, headings and datelines without a verb left out."""
    at = sentence.start - 1
    while at > 0 and sentence.doc[at].sent.text.isspace():
        at = sentence.doc[at].sent.start - 1
    before = sentence.doc[at].sent if at > 0 else None
    if before is None or not any(t.pos_ in ("VERB", "AUX") for t in before):
        return None
    return Span(before.start_char, before.end_char)


def _speaking_place(doc: Doc, part: Part, span: Span, drafts: list[Draft], places: dict[Span, Draft]) -> None:
    place = places[span]
    seat = next((d for d in drafts if d.kind == "organisation" and d.name == place.name), None)
    if seat is None:
        seat = Draft(place.name, "organisation", True)
        drafts.append(seat)
    seat.mentions[span] = place.mentions.pop(span, "name")
    place.ends = []


def _is_somebody(head: Token) -> bool:
    """Return whether an unlisted noun is a person: one "who", or a doer by its ending."""
    clauses = [c for c in head.children if c.dep_ == "acl:relcl"]
    return is_office(head) or any(t.text.lower() == "who" for clause in clauses for t in clause.children)


def _kind(doc: Doc, part: Part) -> EntityKind | None:
    """Return the kind of what a description describes, None if it is nobody who could speak."""
    head = doc[part.head]
    known = noun(head.lemma_).kind
    if known == "document":
        return "document"
    if part.end < len(doc) and doc[part.end].text == ":" and head.text.isupper():
        return "person"  # "QUESTION:" in a transcript
    if is_plural(doc, part) and head.text.lower() != "police":
        return "group"
    if known in ("person", "kin", "honorific", *TITLES) or head.text.lower() == "one":
        return "person"
    if known:
        return "organisation" if known == "body" else "group"
    return "person" if _is_somebody(head) else None


def _without_article(doc: Doc, part: Part) -> tuple[int, int]:
    start = part.start
    while start < part.head and (doc[start].text.lower() in ("a", "an", "the") or doc[start].pos_ == "PUNCT"):
        start += 1
    return start, part.end


def _described_name(doc: Doc, part: Part) -> str:
    """Return a description as a name: no article, lower case where only the sentence capitalises it."""
    start, end = _without_article(doc, part)
    text = text_of(doc, start, end)
    lower = doc[start].pos_ != "PROPN" or (doc[start].tag_ == "NNPS" and end == start + 1)
    lower = lower and not doc[start].ent_type_ and not (start + 1 < end and doc[start + 1].pos_ == "NUM")
    return text[0].lower() + text[1:] if lower and not text[:2].isupper() else text
