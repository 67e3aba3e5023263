"""Where reported content may begin and end: what grammar gave, and the cuts and extensions worth weighing.

A parser attaches the last clause of a sentence now to what was said, now to the saying; quotation marks and
punctuation often know better. Each ``ContentCandidate`` is one choice, with the reason for it; ``span_features``
describes the choices in numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Doc, Token

from quotes.detection.cue_candidates import CueCandidate
from quotes.detection.quotation_index import QuotationIndex
from quotes.syntax import children, subtrees

# Relations whose phrase, at the end or the beginning of the content, may belong to the report instead.
CUT_AT_END = frozenset(
    {"advcl", "conj", "parataxis", "acl", "acl:relcl", "obl", "obl:tmod", "obl:unmarked", "appos", "ccomp"}
)
CUT_AT_START = frozenset(
    {"advcl", "obl", "obl:tmod", "obl:unmarked", "advmod", "cc", "discourse", "parataxis", "mark", "nsubj"}
)
MOST_CUTS = 7  # at one end
SET_OFF = frozenset({"parenthesis", "according", "adv"})  # patterns whose cue stands apart from what it reports
CIRCUMSTANCES = frozenset({"obl", "obl:tmod", "obl:unmarked", "advmod", "compound:prt"})
BREAKS = frozenset({",", ";", ":", "—", "–", "-", "--", "("})

Tokens = frozenset[int]


class ContentCandidate(NamedTuple):
    """One choice of content: its tokens, how it differs from what grammar gave, and the word that it turns on.

    ``change`` is one of ``quotes.detection.span_features.CHANGES``; ``relation`` the grammatical relation of the
    phrase cut or added, ``turns`` the token that heads it (-1: none).
    """

    content: Tokens
    change: str
    relation: str = ""
    turns: int = -1


def content_candidates(
    quoted: QuotationIndex, c: CueCandidate, content: Tokens, source: Tokens
) -> list[ContentCandidate]:
    """Return the choices of content for a cue, what grammar gave first, each once.

    A noun ("her claim that it failed was wrong") does not report the verb it depends on.
    """
    cue = c.cue
    governor = {quoted.doc[cue].head.i} - content if c.pattern.startswith("n:") else frozenset()
    out: dict[Tokens, ContentCandidate] = {content: ContentCandidate(content, "as parsed")}
    for candidate in _changed(quoted, c, content, source):
        kept = _without_loose_ends(quoted, candidate.content - source - {cue})
        if kept in out or not any(quoted.doc[i].is_alpha for i in kept) or _splits_quotation(quoted, cue, kept):
            continue
        if not kept & governor:
            out[kept] = candidate._replace(content=kept)
    return list(out.values())


def _without_loose_ends(quoted: QuotationIndex, content: Tokens) -> Tokens:
    """Return the content without spaces and the punctuation at its ends that is no quotation's."""
    doc = quoted.doc
    listed = sorted(i for i in content if not doc[i].is_space)
    while listed and _is_loose(quoted, listed[-1]):
        listed.pop()
    while listed and (_is_loose(quoted, listed[0]) or _is_loose_conjunction(quoted, listed[0])):
        listed.pop(0)
    return frozenset(listed)


def _is_loose(quoted: QuotationIndex, i: int) -> bool:
    return quoted.doc[i].is_punct and quoted.quotation_of[i] < 0


def _is_loose_conjunction(quoted: QuotationIndex, i: int) -> bool:
    return quoted.doc[i].dep_ == "cc" and quoted.quotation_of[i] < 0


def _splits_quotation(quoted: QuotationIndex, cue: int, content: Tokens) -> bool:
    """Return whether a quotation lies partly inside the content and partly outside."""
    inside = {quoted.quotation_of[i] for i in content} - {-1, quoted.quotation_of[cue]}
    return any(not content.issuperset(quoted.tokens_of(k)) for k in inside)


def _changed(quoted: QuotationIndex, c: CueCandidate, content: Tokens, source: Tokens) -> Iterator[ContentCandidate]:
    """Yield content that differs from what grammar gave: less at the end or the start, one part of it, more."""
    yield from _cut_last(quoted, content)
    yield from _cut_first(quoted.doc, content)
    yield from _parts(quoted, c.cue, content)
    if c.pattern not in SET_OFF:
        yield from _wider(quoted, c.cue, content, source)


def _cut_last(quoted: QuotationIndex, content: Tokens) -> Iterator[ContentCandidate]:
    for token in _last_phrases(quoted.doc, content):
        if token.dep_ == "conj" and token.tag_ in ("VB", "VBG") and _has_quoted_words(quoted, token):
            continue  # "urged them to send aid and isolate “the envoys”": nobody else would say the quoted words
        kept = frozenset(i for i in content if i < token.left_edge.i)
        yield ContentCandidate(kept, "cut last", token.dep_, token.i)


def _has_quoted_words(quoted: QuotationIndex, head: Token) -> bool:
    return any(quoted.quotation_of[t.i] >= 0 for t in head.subtree)


def _cut_first(doc: Doc, content: Tokens) -> Iterator[ContentCandidate]:
    for token in _first_phrases(doc, content):
        kept = frozenset(i for i in content if i > token.right_edge.i)
        yield ContentCandidate(kept, "cut first", token.dep_, token.i)


def _parts(quoted: QuotationIndex, cue: int, content: Tokens) -> Iterator[ContentCandidate]:
    """Yield the content on one side of the cue, and what is quoted of it."""
    before, after = _before(content, cue), _after(content, cue)
    if before and after:
        yield ContentCandidate(before, "only before")
        yield ContentCandidate(after, "only after")
    inside = frozenset(i for i in content if quoted.quotation_of[i] >= 0)
    if inside and inside != content:
        yield ContentCandidate(inside, "only quoted")


def _wider(quoted: QuotationIndex, cue: int, content: Tokens, source: Tokens) -> Iterator[ContentCandidate]:
    """Yield content that takes in more of the sentence than grammar gave."""
    before, after = _before(content, cue), _after(content, cue)
    whole = _whole_sentence(quoted, cue)
    rest = _after(whole, cue)
    if after:
        yield from _on_to_phrase_ends(quoted.doc, content, rest, cue)
        yield from _to_last_break(quoted.doc, content, before, after)
        yield from _from_cue(quoted.doc, cue, content, rest)
    elif rest:
        yield ContentCandidate(rest, "all after")
    lead = _before(whole, cue) - source
    if lead and before:
        yield ContentCandidate(lead | after, "from start")


def _before(tokens: Tokens, cue: int) -> Tokens:
    return frozenset(i for i in tokens if i < cue)


def _after(tokens: Tokens, cue: int) -> Tokens:
    return frozenset(i for i in tokens if i > cue)


def _whole_sentence(quoted: QuotationIndex, cue: int) -> Tokens:
    """Return the cue's sentence with all of the quotations that reach into it."""
    whole = frozenset(range(*quoted.sentences[cue]))
    for k in {quoted.quotation_of[i] for i in whole} - {-1, quoted.quotation_of[cue]}:
        whole |= frozenset(quoted.tokens_of(k))
    return whole


def _on_to_phrase_ends(doc: Doc, content: Tokens, rest: Tokens, cue: int) -> Iterator[ContentCandidate]:
    """Yield the content on to the end of the sentence, and to the end of each phrase around its last word."""
    last, end = max(content), max(rest)
    if last < end:
        yield ContentCandidate(content | frozenset(range(last + 1, end + 1)), "to end")
    node, seen = doc[last], {last}
    while node.head.i != node.i and node.i != cue:
        edge = node.right_edge.i
        if last < edge < end and edge not in seen:
            seen.add(edge)
            yield ContentCandidate(content | frozenset(range(last + 1, edge + 1)), "to phrase", node.dep_, node.i)
        node = node.head


def _to_last_break(doc: Doc, content: Tokens, before: Tokens, after: Tokens) -> Iterator[ContentCandidate]:
    """Yield the content up to the last comma or dash inside it."""
    inner = range(max(content) - 1, min(content) + 1, -1)
    last = next((i for i in inner if i in content and doc[i].text in BREAKS), None)
    if last is not None:
        yield ContentCandidate(frozenset(range(min(after), last)) | before, "to comma", "", last)


def _from_cue(doc: Doc, cue: int, content: Tokens, rest: Tokens) -> Iterator[ContentCandidate]:
    """Yield the content with the words between it and the cue, and all of the sentence behind the cue."""
    between = frozenset(range(cue + 1, min(_after(content, cue)))) - _circumstances(doc[cue])
    if any(doc[i].is_alpha for i in between):
        yield ContentCandidate(content | between, "from cue")
        if not _before(content, cue):
            yield ContentCandidate(rest, "all after")


def _circumstances(cue: Token) -> Tokens:
    """Return the tokens that say when, where and how a cue reports: "said in a statement on Friday that"."""
    return frozenset(subtrees(children(cue, *CIRCUMSTANCES)))


def _last_phrases(doc: Doc, content: Tokens) -> list[Token]:
    """Return the heads of the phrases that end with the content, the largest first."""
    last = max(content)
    while last > 0 and doc[last].is_punct and last - 1 in content:
        last -= 1
    found, node = [], doc[last]
    while node.i in content and node.head.i != node.i:
        if node.dep_ in CUT_AT_END and node.left_edge.i > min(content) and node.left_edge.i - 1 in content:
            found.append(node)
        node = node.head
    return found[::-1][:MOST_CUTS]


def _first_phrases(doc: Doc, content: Tokens) -> list[Token]:
    """Return the heads of the phrases that the content begins with, the smallest first."""
    first = min(content)
    while doc[first].is_punct and first + 1 in content:
        first += 1
    found, node = [], doc[first]
    while node.i in content and node.head.i != node.i:
        if node.dep_ in CUT_AT_START and node.right_edge.i < max(content):
            found.append(node)
        node = node.head
    return found[:MOST_CUTS]
