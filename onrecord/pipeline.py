"""Models and rules that turn articles into analyses."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from onrecord.batches import Analyse, ParsesAll, analyse_all
from onrecord.workers import analyse_in_processes
from quotes.readers import Failure
from quotes.types import Article

if TYPE_CHECKING:
    from attribution.roles.officials import Officials
    from quotes.parser.parse import Parser


class Pipeline:
    """Models and rules that turn articles into analyses, in order; loaded when the first article comes, then kept.

    ``model`` is a model directory or ``"stanza"`` for Stanza's own English models; without it the environment variable
    ``ONRECORD_MODEL`` says, and without that the embedded ones are loaded. ``rules`` finds statements by grammar and
    cue lexicon alone. ``officials`` are office holders known beforehand, by default those that ship. With more than
    one of ``workers``, so many processes share the work. ``analyse`` replaces ``attribution.analyze.analyze``.
    """

    def __init__(
        self, model: str | None = None, rules: bool = False, workers: int = 1, officials: Officials | None = None,
        analyse: Analyse | None = None,
    ) -> None:  # fmt: skip
        self._load = partial(_load, model, rules, officials, analyse)
        self._workers = workers
        self._tools: tuple[ParsesAll, Analyse] | None = None

    def __call__(self, items: Iterable[Article | Failure]) -> Iterator[Any]:
        """Yield an ``Analysis``, or a ``Failure``, for each article, in order; failures among ``items`` are passed on.

        Raises ``quotes.parser.stanza_pipeline.ModelError`` where the models cannot be loaded.
        """
        if self._workers > 1:
            return analyse_in_processes(items, self._load, self._workers)
        return analyse_all(items, self._loaded)

    def _loaded(self) -> tuple[ParsesAll, Analyse]:
        self._tools = self._tools or self._load()
        return self._tools


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
