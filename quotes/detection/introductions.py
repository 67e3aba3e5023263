"""Who introduces a quotation that has no cue: a label, a signature, or the sentence before.

"Ida Eide (Green): “…”", "“…” — Ida Eide, mayor.", "Tom Kerrick was blunter. “…”": such a quotation never goes to
whoever spoke before; where a name stands between and nothing says that the quotation is that person's, it stays open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from quotes.detection.cue_lexicon import CueLexicon
from quotes.detection.quotation_index import QuotationIndex
from quotes.detection.quote_builder import QuoteDraft
from quotes.syntax import ANY_SUBJECT, children, first_marker, prepositions, subtrees

LONGEST_LABEL = 14  # tokens of "Ida Eide, mayor of Halm (Green)"
DASHES = frozenset(["—", "–", "―", "--", "-"])
# Nouns for what somebody said, whose possessor said it: "Kerrick's verdict: “…”", "“No deal” was her answer".
RESPONSES = frozenset([
    "response", "answer", "reply", "verdict", "message", "comment", "reaction", "explanation", "retort", "advice",
    "conclusion", "warning", "assessment", "statement", "promise", "motto", "question", "argument", "word", "words",
])  # fmt: skip
ANSWERS = frozenset(["response", "answer", "reply", "retort"])
WRITES = frozenset(["say", "write", "state", "post", "tweet", "add", "conclude"])
IN_WORDS = frozenset(["word", "words", "phrase", "telling"])
BEHIND = 6  # words from "was" to "response" behind a quotation
RESPONSE, BLOCK, PER = "response noun", "block behind colon", "per somebody"
LABEL, SIGNATURE, SENTENCE = "label before", "signature behind", "sentence before"


def introduced(quoted: QuotationIndex, tokens: Sequence[int]) -> QuoteDraft | None:
    """Return a draft for a quotation that a label before it or a signature behind it gives to somebody."""
    return _labelled(quoted, tokens) or _signed(quoted, tokens)


def _labelled(quoted: QuotationIndex, tokens: Sequence[int]) -> QuoteDraft | None:
    doc, colon = quoted.doc, tokens[0] - 1
    if colon < 1 or doc[colon].text != ":":
        return None
    start = colon
    while start > 0 and colon - start <= LONGEST_LABEL and not _ends_label(quoted, start - 1):
        start -= 1
    label = [t for t in doc[start:colon] if not t.is_space and t.text not in ("-", "•", "*", "–")]
    if not label or colon - start > LONGEST_LABEL or any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in label):
        return None
    end = next((n for n, t in enumerate(label) if n and t.text in ("(", ",")), len(label))
    if not label[0].text[:1].isupper() or not any(t.pos_ == "PROPN" for t in label):
        return None
    source = frozenset(t.i for t in label[:end])
    return QuoteDraft(frozenset({colon}), source, set(tokens), LABEL, 0.75)


def _ends_label(quoted: QuotationIndex, i: int) -> bool:
    """Return whether a token ends what stands before a label: a sentence, a line or a quotation."""
    token = quoted.doc[i]
    return quoted.quotation_of[i] >= 0 or token.text in ".!?;:" or "\n" in token.text


def _signed(quoted: QuotationIndex, tokens: Sequence[int]) -> QuoteDraft | None:
    doc, dash = quoted.doc, tokens[-1] + 1
    if dash + 1 >= len(doc) or doc[dash].text not in DASHES or not doc[dash + 1].text[:1].isupper():
        return None
    end = dash + 1
    while end < len(doc) and doc[end].text not in (",", ".", "(", ";", ":") and "\n" not in doc[end].text:
        end += 1
    name = doc[dash + 1 : end]
    closed = end == len(doc) or doc[end].text != ":"
    if not closed or len(name) > 5 or not all(t.pos_ == "PROPN" or t.lower_ in ("de", "van", "von") for t in name):
        return None
    return QuoteDraft(frozenset({dash}), frozenset(range(dash + 1, end)), set(tokens), SIGNATURE, 0.75)


def responses(quoted: QuotationIndex) -> Iterator[QuoteDraft]:
    """Yield drafts for quotations that a noun with its owner introduces or names behind them."""
    for k, tokens in quoted:
        noun = _noun_before(quoted, tokens) or _noun_behind(quoted, k, tokens)
        source = frozenset[int]() if noun is None else _asked_before(noun) or _owner(noun)
        if noun is not None and source and all(quoted.quotation_of[i] < 0 for i in source):
            yield QuoteDraft(frozenset({noun.i}), source, set(tokens), RESPONSE, 0.75)


def _noun_before(quoted: QuotationIndex, tokens: Sequence[int]) -> Token | None:
    """Return the noun of "His response: “…”" or "in Kerrick's words, “…”"."""
    doc, first = quoted.doc, tokens[0]
    if first < 2:
        return None
    mark, noun = doc[first - 1], doc[first - 2] if doc[first - 1].text in (":", ",") else doc[first - 1]
    lemma = noun.lemma_.lower()
    in_words = lemma in IN_WORDS and any(c.lower_ == "in" for c in noun.children if c.dep_ == "case")
    if in_words:
        return noun
    lead = doc[noun.sent.start : noun.i]
    bare = not any(t.pos_ in ("VERB", "AUX") for t in lead)
    return noun if mark.text == ":" and lemma in RESPONSES and bare else None


def _noun_behind(quoted: QuotationIndex, k: int, tokens: Sequence[int]) -> Token | None:
    """Return the noun of "“…,” was the response of Kerrick", the verb of "“…” was how Vance put it"."""
    doc, start = quoted.doc, tokens[-1] + 1
    if start + 1 >= len(doc) or doc[start].lower_ not in ("was", "is") or not doc[tokens[0]].is_sent_start:
        return None
    behind = doc[start + 1 : min(start + 1 + BEHIND, doc[start].sent.end)]
    if behind and behind[0].lower_ == "how":
        return next((t for t in behind if t.pos_ == "VERB"), None)
    return next((t for t in behind if t.lemma_.lower() in RESPONSES), None)


def _asked_before(noun: Token) -> frozenset[int]:
    """Return who was asked in the sentence before "His answer: “…”"."""
    pronoun = any(c.tag_ == "PRP$" for c in children(noun, "nmod:poss"))
    if not pronoun or noun.lemma_.lower() not in ANSWERS or noun.sent.start == 0:
        return frozenset()
    before = noun.doc[noun.sent.start - 1].sent
    asked = [o for t in before if t.lemma_ == "ask" and t.pos_ == "VERB" for o in children(t, "iobj", "obj")]
    people = [o for o in asked if o.pos_ in ("PROPN", "NOUN") and o.lemma_ != "question"]
    return frozenset(i for o in people[:1] for i in _bare_phrase(o))


def _bare_phrase(noun: Token) -> set[int]:
    """Return a phrase without the clauses that hang on it."""
    return subtrees([noun]) - subtrees(c for c in noun.children if c.dep_ in ("acl", "acl:relcl", "ccomp"))


def blocks(quoted: QuotationIndex, known: frozenset[int], cues: CueLexicon) -> Iterator[QuoteDraft]:
    """Yield drafts for a paragraph without marks behind one that ends in "Holm wrote in an email to staff:".

    And for what follows "Here is what Vance said:". ``known`` are the cues that report something already.
    """
    for colon in quoted.doc[:-1]:
        if colon.text != ":" or quoted.quotation_of[colon.i] >= 0:
            continue
        cue = _block_cue(quoted, colon, cues)
        source = children(cue, *ANY_SUBJECT) if cue is not None and cue.i not in known else []
        said = _paragraph(quoted, colon.i + 1)
        if cue is not None and source and said and not any(quoted.quotation_of[i] >= 0 for i in said):
            yield QuoteDraft(frozenset({cue.i}), frozenset(subtrees(source[:1])), said, BLOCK, 0.6)


def _block_cue(quoted: QuotationIndex, colon: Token, cues: CueLexicon) -> Token | None:
    """Return the verb whose colon ends a paragraph, or that of "what Vance said:"."""
    sentence = quoted.doc[quoted.sentences[colon.i][0] : colon.i]
    cue = next((t for t in reversed(sentence) if _writes(t, cues)), None)
    if cue is None or quoted.quotation_of[cue.i] >= 0:
        return None
    apart = "\n" in quoted.doc[colon.i + 1].text
    return cue if apart or (cue.dep_ == "acl:relcl" and cue.head.lower_ == "what") else None


def told_per(quoted: QuotationIndex) -> Iterator[QuoteDraft]:
    """Yield drafts for "The cracks, per Minister Aune, are old": whose report a clause is, as "according to" tells."""
    for word in quoted.doc:
        who = word.head
        if word.lower_ != "per" or word.dep_ != "case" or who.ent_type_ not in ("PERSON", "ORG"):
            continue
        phrase = subtrees([who])
        set_off = word.i == 0 or quoted.doc[word.i - 1].text == ","
        if set_off and quoted.quotation_of[word.i] < 0:
            said = {t.i for t in word.sent} - phrase
            yield QuoteDraft(frozenset({word.i}), frozenset(i for i in phrase if i > word.i), said, PER, 0.6)


def _writes(token: Token, cues: CueLexicon) -> bool:
    return token.tag_ in ("VBD", "VBZ", "VBP") and token.lemma_ in WRITES and cues.speaks(token.lemma_, token.lower_)


def _paragraph(quoted: QuotationIndex, start: int) -> set[int]:
    """Return the tokens of the paragraph that begins at ``start`` or behind the line breaks there."""
    doc = quoted.doc
    while start < len(doc) and doc[start].is_space:
        start += 1
    end = next((i for i in range(start, len(doc)) if "\n" in doc[i].text), len(doc))
    return set(range(start, end)) if end > start and doc[end - 1].text in (".", "!", "?") else set()


def _owner(noun: Token) -> frozenset[int]:
    """Return whose response it is: the possessor, "of Kerrick", "from Kerrick", or who "put it"."""
    if noun.pos_ == "VERB":
        return frozenset(subtrees(children(noun, "nsubj")[:1]))
    owners = children(noun, "nmod:poss") or [
        c for c in children(noun, "nmod") if c.i > noun.i and first_marker(c) in ("of", "from", "by")
    ]
    own = subtrees(owners[:1]) - {i for o in owners for i in prepositions(o)}
    return frozenset(i for i in own if noun.doc[i].tag_ != "POS")


def stranger_between(quoted: QuotationIndex, last: QuoteDraft, first: int) -> bool:
    """Return whether somebody else is named between the sentence of the last statement's cue and token ``first``."""
    doc, known = quoted.doc, {quoted.doc[i].lower_ for i in last.source}
    start = quoted.sentences[max(last.cue)][1]
    return any(t.ent_type_ == "PERSON" and t.lower_ not in known for t in doc[start:first])


def told_of(quoted: QuotationIndex, tokens: Sequence[int], cues: frozenset[int]) -> QuoteDraft | None:
    """Return a draft for a quotation behind a sentence about one person: "Tom Kerrick was blunter. “…”".

    ``cues`` are the cues of other statements: a sentence that reports something itself introduces nothing.
    """
    doc, first = quoted.doc, tokens[0]
    subject = _subject_of_sentence_before(doc, first)
    if subject is None or subject.ent_type_ != "PERSON" or quoted.quotation_of[subject.i] >= 0:
        return None
    sentence = subject.sent
    if any(sentence.start <= i < sentence.end for i in cues):
        return None
    others = [t for t in sentence if t.ent_type_ == "PERSON" and t.i not in {s.i for s in subject.subtree}]
    if others:
        return None
    name = frozenset(t.i for t in subject.subtree if t.ent_type_ == "PERSON")
    return QuoteDraft(frozenset(), name, set(tokens), SENTENCE, 0.5)


def _subject_of_sentence_before(doc: Doc, first: int) -> Token | None:
    if first == 0 or "\n" in doc[first - 1].text:
        return None
    sentence = doc[first - 1].sent
    if sentence.root.pos_ not in ("VERB", "AUX", "ADJ", "NOUN"):
        return None
    return next((c for c in sentence.root.children if c.dep_.startswith("nsubj")), None)
