"""Models and rules that turn articles into analyses."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from onrecord.batches import Analyse, ParsesAll, analyse_all
from onrecord.results import AnalysedArticle
from quotes.readers import Failure
from quotes.readers.decoding import check_text
from quotes.types import Article

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from attribution.roles.officials import Officials
    from quotes.parser.parse import Parser


class Pipeline:
    """Models and rules that turn articles into analyses, in order; loaded when the first article comes, then kept.

    ``model`` is a model directory or ``"stanza"`` for Stanza's own English models; without it the environment variable
    ``ONRECORD_MODEL`` says, and without that the embedded ones are loaded. ``rules`` finds statements by grammar and
    cue lexicon alone. ``officials`` are office holders known beforehand, by default those that ship. With more than
    one of ``workers``, so many processes share the work; they load the models anew for each call. ``analyse`` replaces
    ``attribution.analyze.analyze``. An article that takes longer than ``timeout`` seconds fails
    (``onrecord.time_limit`` says where that holds).
    """

    def __init__(
        self, model: str | None = None, rules: bool = False, workers: int = 1, officials: Officials | None = None,
        analyse: Analyse | None = None, timeout: float | None = None,
    ) -> None:  # fmt: skip
        self._load = partial(_load, model, rules, officials, analyse)
        self._workers, self._timeout = workers, timeout
        self._tools: tuple[ParsesAll, Analyse] | None = None

    def __call__(self, items: Iterable[str | Article | Failure]) -> Iterator[AnalysedArticle | Failure]:
        """Yield what was found in each text or article, in order; a ``Failure`` for one that fails or that is one.

        Raises ``quotes.parser.stanza_pipeline.ModelError`` where the models cannot be loaded.
        """
        return (one if isinstance(one, Failure) else AnalysedArticle(one) for one in self.analyses(items))

    def analyses(self, items: Iterable[str | Article | Failure]) -> Iterator[Any]:
        """Yield the same as plain values: an ``attribution.types.Analysis``, or what ``analyse`` makes, for each."""
        if isinstance(items, str):
            raise TypeError("A pipeline takes a list of texts: put a single one in brackets.")
        articles = (to_article(item) if isinstance(item, str) else item for item in items)
        if self._workers > 1:
            from onrecord.workers import analyse_in_processes

            return analyse_in_processes(articles, self._load, self._workers, self._timeout)
        return analyse_all(articles, self._loaded, self._timeout)

    def parse(self, text: str) -> Doc:
        """Return the spaCy ``Doc`` of a text: sentences, dependencies (Universal Dependencies), tags, lemmas, names.

        ``doc.text`` is the text, so that the spans of quotes fit: ``doc.char_span(span.start, span.end)``. The text
        is parsed, whatever it is: it is not checked as an article is.
        """
        parser, _ = self._loaded()
        doc: Doc = next(iter(parser.parse_all([Article(_id_of(text), text)])))
        return doc

    def _loaded(self) -> tuple[ParsesAll, Analyse]:
        self._tools = self._tools or self._load()
        return self._tools


def to_article(text: str) -> Article | Failure:
    """Return a text as an article whose id is made of its characters, or why it cannot be one."""
    id = _id_of(text)
    try:
        check_text(text)
    except ValueError as error:
        return Failure(id, str(error))
    return Article(id, text)


def _id_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _load(
    model: str | None, rules: bool, officials: Officials | None, analyse: Analyse | None
) -> tuple[ParsesAll, Analyse]:
    parser = load_parser(model)
    from attribution.analyze import analyze

    return parser, analyse or partial(analyze, rules=rules, officials=officials)


def load_parser(model: str | None) -> Parser:
    """Return the parser, which will take one thread. Raises ``quotes.parser.stanza_pipeline.ModelError``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what libraries warn of here is for their developers
        import torch

        from quotes.parser.parse import Parser

        torch.set_num_threads(1)  # on a busy machine several threads mostly wait for each other
        return Parser(model)
