"""Who introduces a quotation that has no cue: a label, a signature, or the sentence before.

"Ida Eide (Green): “…”", "“…” — Ida Eide, mayor.", "Tom Kerrick was blunter. “…”": such a quotation never goes to
whoever spoke before; where a name stands between and nothing says that the quotation is that person's, it stays open.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from quotes.detection.quotation_index import QuotationIndex
from quotes.detection.quote_builder import QuoteDraft

LONGEST_LABEL = 14  # tokens of "Ida Eide, mayor of Halm (Green)"
DASHES = frozenset(["—", "–", "―", "--", "-"])
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
