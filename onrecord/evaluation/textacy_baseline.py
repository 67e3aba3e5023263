"""textacy's ``direct_quotations`` over our parse, as a baseline to compare with. The only file that imports textacy.

It finds direct quotations with a named speaker and a reporting verb, nothing else (Krestel et al. 2008), and
gives up on a text with an odd number of quotation marks: here, on that paragraph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from spacy.tokens import Doc

from attribution.types import Analysis, Attribution
from quotes.detection.quote_builder import spans
from quotes.quotation_marks import paragraphs
from quotes.types import Article, Quote, Span

# textacy knows the relations of spaCy's English models, which are not quite Universal Dependencies'.
SPACY_RELATIONS = {"obj": "dobj", "flat": "compound", "nsubj:pass": "nsubjpass", "aux:pass": "auxpass"}


def analyse_with_textacy(article: Article, doc: Doc) -> Analysis:
    """Return what textacy's ``direct_quotations`` finds: statements without speakers and stances."""
    return Analysis(article, (), tuple(Attribution(quote) for quote in textacy_quotes(doc)))


def textacy_quotes(doc: Doc) -> list[Quote]:
    """Return what textacy finds in a parsed article, paragraph by paragraph, in order."""
    out: list[Quote] = []
    for piece in paragraphs(doc.text):
        tokens = doc.char_span(*piece, alignment_mode="expand")
        if tokens is not None:
            out += _in_paragraph(tokens.as_doc(), tokens.start_char)
    return sorted(out, key=lambda q: q.content)


class NoTextacy(Exception):
    """textacy is not installed; the message says why."""


def _direct_quotations() -> Callable[[Doc], Iterable[Any]]:
    try:
        from textacy.extract.triples import direct_quotations
    except ImportError:
        raise NoTextacy("The baseline needs textacy, which has releases for Python up to 3.12 only.") from None
    found: Callable[[Doc], Iterable[Any]] = direct_quotations
    return found


def _in_paragraph(doc: Doc, start: int) -> Iterator[Quote]:
    direct_quotations = _direct_quotations()
    for token in doc:
        token.dep_ = SPACY_RELATIONS.get(token.dep_, token.dep_)
    try:
        found = list(direct_quotations(doc))
    except ValueError:  # an odd number of marks
        return
    for speaker, cue, content in found:
        parts = ([t.i for t in part] for part in (content, cue, speaker))
        words, verb, source = (tuple(Span(a + start, b + start) for a, b in spans(doc, part)) for part in parts)
        if words:
            yield Quote("direct", words, verb, source, "textacy direct_quotations", 1.0)
