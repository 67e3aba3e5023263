"""Quotations that the parse gave to nobody: the cue beside them, or the statement they go on with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Doc, Token

from quotes.detection.cue_lexicon import CueLexicon
from quotes.detection.introductions import SIGNATURE, stranger_between
from quotes.detection.layouts import SIGNED
from quotes.detection.quotation_index import QuotationIndex
from quotes.detection.quote_builder import QuoteDraft
from quotes.detection.reporting_subject import reporting_subject
from quotes.syntax import subtree

REACH = 14  # words between a quotation and its cue
NOUN_PHRASE = frozenset({"NOUN", "PROPN", "PRON", "DET", "ADJ", "ADV", "PART"})
CLAUSE_END = frozenset(".!?;")
SIGNATURES = frozenset([SIGNATURE, SIGNED])


def cue_beside(quoted: QuotationIndex, tokens: Sequence[int], cues: CueLexicon) -> QuoteDraft | None:
    """Return a draft for a quotation with the speech verb that follows or leads up to it, if any."""
    doc, first, last = quoted.doc, tokens[0], tokens[-1]
    if _ends_open(doc, tokens) and not _begins_anew(doc, last + 1):
        behind = list(_stretch(quoted, range(last + 1, min(last + 1 + REACH, len(doc)))))
        found = _first_cue(behind, cues) or _told_by(behind)
        if found is not None:
            return _draft(quoted, found, tokens, "beside:after")
    before = list(_stretch(quoted, range(first - 1, max(first - 1 - REACH, -1), -1)))
    found = _first_cue(before, cues)
    if found is not None and _leads_up(doc, found.i, first):
        return _draft(quoted, found, tokens, "beside:before")
    if quoted.character_before(doc[first].idx) == ":":  # "She made the following remark:"
        told = next((t for t in before if t.pos_ == "VERB" and reporting_subject(t) is not None), None)
        return _draft(quoted, told, tokens, "beside:colon") if told is not None else None
    return None


def _ends_open(doc: Doc, tokens: Sequence[int]) -> bool:
    """Return whether a quotation ends as one does before its cue: ",”", "?”", "!”", or “” —"."""
    return any(doc[i].text in (",", "?", "!", "—", "–", "...", "…") for i in tokens[-2:]) or (
        tokens[-1] + 1 < len(doc) and doc[tokens[-1] + 1].text in (",", "—", "–")
    )


def _begins_anew(doc: Doc, i: int) -> bool:
    """Return whether a sentence of its own follows a quotation: "“Would you go?” Later she called the police"."""
    return i < len(doc) and doc[i].text[:1].isupper() and doc[i].pos_ in ("ADV", "ADP", "SCONJ", "CCONJ")


def _leads_up(doc: Doc, cue: int, start: int) -> bool:
    """Return whether nothing but a comma, a colon or an adverbial stands between a cue and its quotation."""
    between = doc[cue + 1 : start]
    if between.text.rstrip().endswith((":", ",")):
        return True
    return all(t.pos_ in ("PUNCT", "PRON", "ADV", "SCONJ", "SPACE") for t in between)


def _stretch(quoted: QuotationIndex, indexes: range) -> Iterator[Token]:
    """Yield the unquoted tokens of the same clause and paragraph, going away from a quotation."""
    for i in indexes:
        token = quoted.doc[i]
        if quoted.quotation_of[i] >= 0 or token.text in CLAUSE_END:
            return
        if token.is_space and "\n" in token.text and (indexes.step > 0 or quoted.doc[i - 1].text != ":"):
            return
        yield token


def _first_cue(stretch: Iterable[Token], cues: CueLexicon) -> Token | None:
    for token in stretch:
        lemma = token.lemma_.lower()
        put_it = lemma == "put" and any(c.lower_ == "it" for c in token.children)
        if token.pos_ == "VERB" and token.tag_ != "VB" and (put_it or cues.speaks(lemma, token.lower_)):
            return token
    return None


def _told_by(behind: Sequence[Token]) -> Token | None:
    """Return the verb of a clause that ends "…,” the mayor shot back": right behind a quotation, any verb tells it."""
    verb = next((t for t in behind if t.pos_ == "VERB"), None)
    if verb is None or verb.tag_ not in ("VBD", "VBZ", "VBP"):
        return None
    source, between = reporting_subject(verb), [t for t in behind if t.i < verb.i and not t.is_punct]
    named = source is not None and (source in between or (not between and verb.i < source.i <= verb.i + 6))
    return verb if named and all(t.pos_ in NOUN_PHRASE for t in between) else None


def _draft(quoted: QuotationIndex, cue: Token, tokens: Sequence[int], rule: str) -> QuoteDraft:
    source = reporting_subject(cue)
    if source is None or quoted.quotation_of[source.i] >= 0:
        source = nominal_beside(quoted, cue)
    free = unquoted_phrase(quoted, source, cue)
    return QuoteDraft(frozenset({cue.i}), free, set(tokens), rule, 0.65 if free else 0.5)


def unquoted_phrase(quoted: QuotationIndex, head: Token | None, cue: Token) -> frozenset[int]:
    """Return the tokens of a source phrase outside quotations, without the cue and what hangs on it."""
    own = subtree(head) if head is not None else set()
    if cue.i in own:
        own -= subtree(cue)
    return frozenset(i for i in own if quoted.quotation_of[i] < 0)


def nominal_beside(quoted: QuotationIndex, cue: Token) -> Token | None:
    """Return the head of the name or noun right behind or right before a cue."""
    doc = quoted.doc
    for indexes in (range(cue.i - 1, max(cue.i - 4, -1), -1), range(cue.i + 1, min(cue.i + 4, len(doc)))):
        for i in indexes:
            token = doc[i]
            if quoted.quotation_of[i] >= 0 or token.pos_ in ("ADP", "VERB", "SCONJ"):
                break
            if token.pos_ in ("PROPN", "NOUN", "PRON"):
                while token.head.i != token.i and token.dep_ in ("flat", "compound", "nmod:desc", "amod"):
                    token = token.head
                if quoted.quotation_of[token.i] < 0 and token.i != cue.i:
                    return token
                break
    return None


class EarlierStatements:
    """The statements found so far by where they end, to find the one that a quotation goes on with."""

    def __init__(self, quoted: QuotationIndex, drafts: Sequence[QuoteDraft]) -> None:
        self.quoted = quoted
        self.ends: list[tuple[int, int, QuoteDraft]] = []
        for draft in drafts:
            self.add(draft)

    def add(self, draft: QuoteDraft) -> None:
        """Note a statement, or that it has grown. One whose cue is quoted itself has no say here."""
        if draft.cue and all(self.quoted.quotation_of[i] < 0 for i in draft.cue):
            self.ends.append((max(draft.content | draft.cue), len(draft.content), draft))

    def continued_by(self, tokens: Sequence[int]) -> QuoteDraft | None:
        """Return the statement that a quotation without a cue of its own goes on with.

        It ends the sentence before ("She was ready, she said. “Let them come.”"), or, quoted itself, stands
        in the same paragraph or is all of the paragraph before.
        """
        doc, first = self.quoted.doc, tokens[0]
        before = [e for e in self.ends if e[0] < first]
        if not before:
            return None
        end, _, last = max(before, key=lambda e: e[:2])
        if not self._is_quoted(last):
            end, _, last = self._quotation_before(tokens) or (end, 0, last)
        if stranger_between(self.quoted, last, first):
            return None
        gap = doc[end + 1 : first]
        breaks = sum("\n" in t.text for t in gap)
        if last.rule in SIGNATURES:
            return None  # "“Never.” ― Ida Marn": what follows has another signature, or none
        if self._is_quoted(last):
            whole = first == 0 or "\n" in doc[first - 1].text
            return last if breaks <= (1 if whole else 0) else None
        return last if not breaks and sum(t.is_alpha for t in gap) < REACH else None

    def _is_quoted(self, draft: QuoteDraft) -> bool:
        quotations = {self.quoted.quotation_of[i] for i in draft.content} - {-1}
        return any(self.quoted.is_closed(k) for k in quotations)

    def _quotation_before(self, tokens: Sequence[int]) -> tuple[int, int, QuoteDraft] | None:
        """Return the last quotation of the same paragraph with its cue.

        “… never,” said the mayor, referring to the dam. “Not while I live.”: the mayor said both.
        """
        doc, first = self.quoted.doc, tokens[0]
        told = [e for e in self.ends if e[0] < first and self._is_quoted(e[2])]
        said = max(told, key=lambda e: e[:2], default=None)
        if said is None or any("\n" in t.text for t in doc[said[0] + 1 : first]):
            return None
        return said


def floating(tokens: Sequence[int]) -> QuoteDraft:
    """Return a draft for a quotation with neither cue nor source: somebody's words, not said whose."""
    return QuoteDraft(frozenset(), frozenset(), set(tokens), "floating", 0.25)


def stands_alone(quoted: QuotationIndex, k: int) -> bool:
    """Return whether a quotation is a statement of its own: sentences, not a scare quote, a title or a name."""
    tokens = quoted.tokens_of(k)
    verb = any(quoted.doc[i].pos_ in ("VERB", "AUX") for i in tokens)
    dash = quoted.character_before(quoted.doc[tokens[0]].idx) in ("-", "–", "—")
    return len(tokens) >= 5 and verb and (quoted.is_sentence(k) or dash)


def goes_on_after_cue(quoted: QuotationIndex, k: int, cues: frozenset[int]) -> bool:
    """Return whether a quotation that is no sentence goes on with the sentence before, which reports something.

    "“We will not sell,” Vance said. “Never.”" and "Vance said the dam is old. Besides, “nobody checked it.”": outside
    its quotation the sentence has no verb and nobody's name.
    """
    doc, tokens = quoted.doc, quoted.tokens_of(k)
    first = tokens[0]
    start, end = quoted.sentences[first]
    if start == 0 or end - 1 > tokens[-1] or "\n" in doc[start - 1].text:
        return False
    lead = [t for t in doc[start:first] if not t.is_punct]
    verb = any(doc[i].pos_ in ("VERB", "AUX") for i in tokens)
    if any(_names_or_tells(t) for t in lead) or not (verb if lead else quoted.is_sentence(k)):
        return False
    return any(i in cues and quoted.quotation_of[i] < 0 for i in range(*quoted.sentences[start - 1]))


def _names_or_tells(token: Token) -> bool:
    """Return whether a word makes more of a sentence's lead than "Besides," or "In the south, though,"."""
    named = token.ent_type_ in ("PERSON", "ORG") or token.dep_.startswith("nsubj")
    return named or token.pos_ in ("VERB", "AUX")
