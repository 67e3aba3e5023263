"""Where reported content may begin and end: what grammar gave, and the cuts and extensions worth weighing.

A parser attaches the last clause of a sentence now to what was said, now to the saying; quotation marks and
punctuation often know better. Each ``Edge`` is one choice, with the reason for it; ``span_features`` weighs them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Doc, Token

from quotes.detection.cue_candidates import Candidate, case
from quotes.detection.quote_builder import Quoted

# Relations whose phrase, at the end or the beginning of the content, may belong to the report instead.
LAST = frozenset(
    {"advcl", "conj", "parataxis", "acl", "acl:relcl", "obl", "obl:tmod", "obl:unmarked", "appos", "ccomp"}
)
FIRST = frozenset(
    {"advcl", "obl", "obl:tmod", "obl:unmarked", "advmod", "cc", "discourse", "parataxis", "mark", "nsubj"}
)
SET_OFF = frozenset({"parenthesis", "according", "adv"})  # patterns whose cue stands apart from what it reports
CIRCUMSTANCES = frozenset({"obl", "obl:tmod", "obl:unmarked", "advmod", "compound:prt"})
MOST = 7  # cuts at one end
BREAKS = frozenset({",", ";", ":", "—", "–", "-", "--", "("})


class Edge(NamedTuple):
    """One choice of content: its tokens, how it differs from what grammar gave, and the word that it turns on.

    ``change`` is one of ``quotes.detection.span_features.CHANGES``; ``relation`` the grammatical relation of the
    phrase cut or added, ``turns`` the token that heads it (-1: none).
    """

    content: frozenset[int]
    change: str
    relation: str = ""
    turns: int = -1


def edges(quoted: Quoted, c: Candidate, content: frozenset[int], source: frozenset[int]) -> list[Edge]:
    """Return the choices of content for a cue, what grammar gave first, each once.

    A noun ("her claim that it failed was wrong") does not report the verb it depends on.
    """
    cue = c.cue
    governor = {quoted.doc[cue].head.i} - content if c.pattern.startswith("n:") else frozenset()
    out: dict[frozenset[int], Edge] = {content: Edge(content, "as parsed")}
    for edge in _all(quoted, c, content, source):
        kept = _clean(quoted, edge.content - source - {cue})
        if kept in out or not any(quoted.doc[i].is_alpha for i in kept) or _splits(quoted, cue, kept):
            continue
        if not kept & governor:
            out[kept] = edge._replace(content=kept)
    return list(out.values())


def _clean(quoted: Quoted, content: frozenset[int]) -> frozenset[int]:
    """Return the content without spaces and the punctuation at its ends that is no quotation's."""
    doc = quoted.doc
    listed = sorted(i for i in content if not doc[i].is_space)
    while listed and _loose(quoted, listed[-1]):
        listed.pop()
    while listed and (_loose(quoted, listed[0]) or (doc[listed[0]].dep_ == "cc" and quoted.of[listed[0]] < 0)):
        listed.pop(0)
    return frozenset(listed)


def _splits(quoted: Quoted, cue: int, content: frozenset[int]) -> bool:
    """Return whether a quotation lies partly inside the content and partly outside."""
    inside = {quoted.of[i] for i in content} - {-1, quoted.of[cue]}
    return any(not content.issuperset(quoted.whole(k)) for k in inside)


def _loose(quoted: Quoted, i: int) -> bool:
    return quoted.doc[i].is_punct and quoted.of[i] < 0


def _all(quoted: Quoted, c: Candidate, content: frozenset[int], source: frozenset[int]) -> Iterator[Edge]:
    doc, cue, first, last = quoted.doc, c.cue, min(content), max(content)
    for token in _last_phrases(doc, content, last):
        if token.dep_ == "conj" and token.tag_ in ("VB", "VBG") and any(quoted.of[t.i] >= 0 for t in token.subtree):
            continue  # "urged them to send aid and isolate “the envoys”": nobody else would say the quoted words
        yield Edge(frozenset(i for i in content if i < token.left_edge.i), "cut last", token.dep_, token.i)
    for token in _first_phrases(doc, content, first):
        yield Edge(frozenset(i for i in content if i > token.right_edge.i), "cut first", token.dep_, token.i)
    before, after = frozenset(i for i in content if i < cue), frozenset(i for i in content if i > cue)
    if before and after:
        yield Edge(before, "only before")
        yield Edge(after, "only after")
    inside = frozenset(i for i in content if quoted.of[i] >= 0)
    if inside and inside != content:
        yield Edge(inside, "only quoted")
    if c.pattern not in SET_OFF:
        yield from _wider(quoted, cue, content, source)


def _wider(quoted: Quoted, cue: int, content: frozenset[int], source: frozenset[int]) -> Iterator[Edge]:
    """Yield content that takes in more of the sentence than grammar gave."""
    doc = quoted.doc
    before, after = frozenset(i for i in content if i < cue), frozenset(i for i in content if i > cue)
    whole = frozenset(range(*quoted.sentences[cue]))
    for k in {quoted.of[i] for i in whole} - {-1, quoted.of[cue]}:
        whole |= frozenset(quoted.whole(k))
    rest = frozenset(i for i in whole if i > cue)
    if after:
        yield from _widened(doc, content, rest, cue)
        close = _close(doc, content, max(content))
        if close is not None:
            yield Edge(frozenset(range(min(after), close)) | before, "to comma", "", close)
        between = frozenset(range(cue + 1, min(after))) - _circumstances(doc[cue])
        if any(doc[i].is_alpha for i in between):
            yield Edge(content | between, "from cue")
            if not before:
                yield Edge(rest, "all after")
    elif rest:
        yield Edge(rest, "all after")
    lead = frozenset(i for i in whole if i < cue) - source
    if lead and before:
        yield Edge(lead | after, "from start")


def _circumstances(cue: Token) -> frozenset[int]:
    """Return the tokens that say when, where and how a cue reports: "said in a statement on Friday that"."""
    told = (c for c in cue.children if c.dep_ in CIRCUMSTANCES)
    return frozenset(t.i for c in told for t in c.subtree)


def _widened(doc: Doc, content: frozenset[int], rest: frozenset[int], cue: int) -> Iterator[Edge]:
    """Yield the content on to the end of the sentence, and to the end of each phrase around its last word."""
    last = max(content)
    end = max(rest)
    if last < end:
        yield Edge(content | frozenset(range(last + 1, end + 1)), "to end")
    node, seen = doc[last], {last}
    while node.head.i != node.i and node.i != cue:
        edge = node.right_edge.i
        if last < edge < end and edge not in seen:
            seen.add(edge)
            yield Edge(content | frozenset(range(last + 1, edge + 1)), "to phrase", node.dep_, node.i)
        node = node.head


def _close(doc: Doc, content: frozenset[int], last: int) -> int | None:
    """Return the last comma or dash inside the content."""
    return next((i for i in range(last - 1, min(content) + 1, -1) if i in content and doc[i].text in BREAKS), None)


def _last_phrases(doc: Doc, content: frozenset[int], last: int) -> list[Token]:
    """Return the heads of the phrases that end with the content, the largest first."""
    while last > 0 and doc[last].is_punct and last - 1 in content:
        last -= 1
    found, node = [], doc[last]
    while node.i in content and node.head.i != node.i:
        if node.dep_ in LAST and node.left_edge.i > min(content) and node.left_edge.i - 1 in content:
            found.append(node)
        node = node.head
    return found[::-1][:MOST]


def _first_phrases(doc: Doc, content: frozenset[int], first: int) -> list[Token]:
    while doc[first].is_punct and first + 1 in content:
        first += 1
    found, node = [], doc[first]
    while node.i in content and node.head.i != node.i:
        if node.dep_ in FIRST and node.right_edge.i < max(content):
            found.append(node)
        node = node.head
    return found[:MOST]


def marker(token: Token) -> str:
    """Return the word that a phrase begins with: its conjunction, marker or preposition."""
    return next((c.lower_ for c in token.children if c.dep_ == "cc" and c.i < token.i), "") or case(token)
