"""Whose words they are, where grammar is plain: one owner for each quotation, and the one who said it.

The weights choose cue by cue and learned from a corpus that marks the outer report alone. These steps look at the
drafts together: who is quoted "as saying" owns the words, not the outlet that quotes; "according to the Times" behind
"Vance said" only tells how we know; a letter "telling them that" is its sender's, not its readers'.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from quotes.detection.cue_lexicon import CueLexicon
from quotes.detection.introductions import RESPONSE
from quotes.detection.quotation_index import QuotationIndex
from quotes.detection.quote_builder import QuoteDraft
from quotes.syntax import ANY_SUBJECT, children, prepositions, subtree

QUOTING = frozenset(["quote", "cite"])
WRITINGS = frozenset(["letter", "email", "e-mail", "note", "notice", "message", "memo", "leaflet", "text", "warning"])
GETTING = frozenset(["get", "receive", "obtain", "open", "find", "read"])
# Doing and finding things: with a noun phrase for object they report nothing ("found a knife", "is heading a team").
ACTS = frozenset(["find", "discover", "head", "lead", "study", "look", "search", "carry"])
LEADING = frozenset(["head", "lead"])  # never reports, whatever its object does
# Bodies before which others speak.
HEARERS = frozenset(["court", "jury", "inquest", "inquiry", "tribunal", "trial", "hearing"])
NAMED = "pass:xcomp call"  # "The disease is called swamp fever"


def settled(quoted: QuotationIndex, drafts: Sequence[QuoteDraft], cues: CueLexicon) -> list[QuoteDraft]:
    """Return the drafts with the owner that grammar gives them, without those that are no statements."""
    doc = quoted.doc
    out = _with_responses_apart(doc, [d for d in drafts if not _is_act(doc, d) and not _is_order(doc, d)])
    for d in out:
        _take_own_source(quoted, d)
        _drop_hearer(doc, d)
    out = [d for d in out if not _only_quotes_another(doc, d, out) and not _tells_how_known(quoted, d, out)]
    for d in out:
        _take_quotation_from_others(quoted, d, out, cues)
    return [d for d in out if any(doc[i].is_alpha for i in d.content)]


def _with_responses_apart(doc: Doc, drafts: list[QuoteDraft]) -> list[QuoteDraft]:
    """Take what a noun of response introduces from other drafts, unless these report the noun, too.

    "Tamm said there was none: the buyer has, in his words, “torn it up”" is one statement.
    """
    responses = [d for d in drafts if d.rule == RESPONSE]
    told = [r for r in responses if any(r.cue <= d.content for d in drafts)]
    for response in responses:
        for other in drafts:
            if response not in told and other is not response:
                other.content -= response.content
    return [d for d in drafts if d not in told and d.content]


def _is_act(doc: Doc, d: QuoteDraft) -> bool:
    """Return whether a draft reports a deed or a name, with no clause and no quotation in its content."""
    cue = _verb(doc, d)
    if cue is None or any(t.is_quote for t in doc[min(d.content) : max(d.content) + 1]):
        return False
    clause = any(doc[i].dep_ in ("ccomp", "acl", "xcomp") and doc[i].pos_ == "VERB" for i in d.content)
    if clause and cue.lemma_ not in LEADING:
        return False
    if d.rule.startswith(NAMED):
        return not d.source
    return cue.lemma_ in ACTS and d.rule.startswith(("obj ", "obl:"))


def _is_order(doc: Doc, d: QuoteDraft) -> bool:
    """Return whether a draft is an order to say something, which nobody said yet: "Tell them that you want to live"."""
    cue = _verb(doc, d)
    if cue is None or d.source or cue.tag_ != "VB" or cue.dep_ not in ("root", "ROOT", "conj", "parataxis"):
        return False
    if any(doc[i].is_quote for i in range(min(d.content), max(d.content) + 1)):
        return False
    return not any(c.dep_.startswith(("nsubj", "aux", "mark")) for c in cue.children)


def _verb(doc: Doc, d: QuoteDraft) -> Token | None:
    return next((doc[i] for i in sorted(d.cue, reverse=True) if doc[i].pos_ == "VERB"), None)


def _drop_hearer(doc: Doc, d: QuoteDraft) -> None:
    """Take the source from a draft whose source only listened: "The jury heard that", "Bank lied, court told"."""
    if len(d.cue) != 1 or not any(doc[i].lemma_.lower() in HEARERS for i in d.source):
        return
    cue = doc[next(iter(d.cue))]
    told = cue.lower_ == "told" and max(d.content) < min(d.source) and not children(cue, "obj", "iobj")
    if cue.lower_ in ("hears", "heard") or told:
        d.source = frozenset()


def _take_own_source(quoted: QuotationIndex, d: QuoteDraft) -> None:
    """Give a draft the source that grammar leaves no doubt of."""
    cue = _verb(quoted.doc, d)
    if cue is None:
        return
    if cue.lemma_ == "ask" and not children(cue, *ANY_SUBJECT) and any(i > min(d.content) for i in d.source):
        d.source = frozenset()  # "Asked what she intended, Lind said": others asked
        return
    speaker = _quoted_as_saying(cue) or _sender(cue)
    if speaker is not None:
        d.source = frozenset(subtree(speaker) - subtree(cue) - prepositions(speaker))
        d.content -= d.source
        d.rule += ", retold"
    elif name := _name_behind_title(quoted.doc, d):
        d.source = name


def _quoting_verb(cue: Token) -> Token | None:
    """Return the verb of "quoted Sorel as saying" over its participle."""
    above = cue.head
    if cue.tag_ != "VBG" or cue.dep_ not in ("advcl", "acl", "xcomp", "ccomp"):
        return None
    above = above.head if above.dep_ == "obj" else above
    return above if above.lemma_ in QUOTING and above.i < cue.i else None


def _quoted_as_saying(cue: Token) -> Token | None:
    """Return whom "quoted Sorel as saying" makes the speaker: the object, in the passive the subject."""
    verb = _quoting_verb(cue)
    if verb is None:
        return None
    found = children(verb, "nsubj:pass") or [o for o in children(verb, "obj", "iobj") if o.i < cue.i]
    if not found and verb.dep_ == "acl":  # "Sorel, quoted by the Times as saying"
        found = [verb.head]
    return found[0] if found else None


def _sender(cue: Token) -> Token | None:
    """Return who wrote in "got a letter from the council telling them that": the sender, else the letter."""
    if cue.tag_ != "VBG" or cue.dep_ not in ("acl", "advcl"):
        return None
    verb = cue.head
    written = [verb] if cue.dep_ == "acl" else [o for o in children(verb, "obj") if verb.i < o.i < cue.i]
    if not written or written[0].lemma_.lower() not in WRITINGS or "," in written[0].doc[written[0].i : cue.i].text:
        return None
    getting = written[0].head if cue.dep_ == "acl" else verb
    if getting.lemma_ not in GETTING:
        return None
    senders = [s for s in children(written[0], "nmod") if any(c.lower_ == "from" for c in children(s, "case"))]
    return senders[0] if senders else written[0]


def _name_behind_title(doc: Doc, d: QuoteDraft) -> frozenset[int]:
    """Return the name that the parser made a second subject: "Union leader **Ken Ostrander** said"."""
    if not d.source:
        return frozenset()
    title = next((doc[i] for i in sorted(d.source) if doc[i].dep_ == "nsubj" and doc[i].pos_ == "NOUN"), None)
    names = [] if title is None else [s for s in children(title.head, "nsubj") if s.i > max(d.source)]
    if not names or names[0].pos_ != "PROPN":
        return frozenset()
    between = doc[max(d.source) + 1 : names[0].left_edge.i]
    marked = all(t.tag_ == "NFP" for t in between)
    return frozenset(subtree(names[0])) if marked else frozenset()


def _only_quotes_another(doc: Doc, d: QuoteDraft, drafts: Sequence[QuoteDraft]) -> bool:
    """Return whether a draft says of an outlet that it quotes what another draft gives to the one quoted."""
    cue = _verb(doc, d)
    if cue is None or cue.lemma_ not in QUOTING:
        return False
    says = (_verb(doc, other) for other in drafts if other is not d)
    return any(verb is not None and _quoting_verb(verb) == cue for verb in says)


def _tells_how_known(quoted: QuotationIndex, d: QuoteDraft, drafts: Sequence[QuoteDraft]) -> bool:
    """Return whether an according-phrase only names where another's words were read.

    "“We will sell,” Vance said, according to the Times": the words are hers. Of "Vance will sell, she said, …" the
    outlet's report that she said so may stand: its content has her cue in it.
    """
    if not d.rule.startswith("according"):
        return False
    doc, own = quoted.doc, max(d.cue)
    told = [o for o in drafts if o is not d and o.source and o.cue and not o.rule.startswith("according")]
    return any(
        any(quoted.quotation_of[i] >= 0 for i in o.content & d.content) and not (o.cue & d.content) and max(o.cue) < own
        and doc[max(o.cue)].sent == doc[own].sent
        for o in told
    )  # fmt: skip


def _take_quotation_from_others(
    quoted: QuotationIndex, own: QuoteDraft, drafts: Sequence[QuoteDraft], cues: CueLexicon
) -> None:
    """Take a quotation that is all a verb of speech reports from the drafts that have it beside words of their own.

    "Dahl said that Lee opposed the Act. “Lee hates the Act,” Eide said": a report of Eide's cue itself keeps it.
    """
    cue, inside = _verb(quoted.doc, own), {quoted.quotation_of[i] for i in own.content} - {-1}
    if cue is None or len(inside) != 1 or quoted.quotation_of[cue.i] >= 0:
        return
    said = set(quoted.tokens_of(next(iter(inside))))
    if not own.content <= said or not cues.speaks(cue.lemma_.lower(), cue.lower_):
        return
    for other in drafts:
        more = any(quoted.doc[i].is_alpha for i in other.content - said)
        if other is not own and more and not own.cue & other.content:
            other.content -= said
