"""Files, folders and texts to analyses in one call."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from onrecord import pipeline
from onrecord.results import AnalysedArticle
from quotes import readers
from quotes.readers import Failure
from quotes.types import Article

Source = str | os.PathLike[str] | Article
FILE_SUFFIX = re.compile(r"\.[A-Za-z0-9]{2,5}$")


class ReadError(Exception):
    """Something could not be read or analysed; the message says what and why, ``failures`` lists them all."""

    def __init__(self, *failures: Failure) -> None:
        super().__init__(*failures)
        self.failures = failures

    def __str__(self) -> str:
        first, *more = self.failures
        others = f" (and {len(more)} more; onrecord.Pipeline goes on where one fails)" if more else ""
        return f"{first.path}: {first.message}{others}"


def read(
    source: Source | Iterable[Source], *, model: str | None = None, rules: bool = False, workers: int = 1
) -> list[AnalysedArticle]:
    """Return what is found in a text, a file, the files of a folder, or a list of these; an item for each article.

    A string is a path where there is such a file or folder, and otherwise a text. A string that can only be meant as
    a path (without white space, or one line that ends like a file's name) is never read as a text: where there is no
    such file, that is an error. A ``pathlib.Path`` is always a path, an ``Article`` always a text. Which files are
    read, and how, says ``quotes.readers``.

    The models are loaded on each call (seconds) and not kept: see ``Pipeline``, which also says what ``model``,
    ``rules`` and ``workers`` are. Raises ``ReadError`` when anything cannot be read or analysed.
    """
    sources = [source] if isinstance(source, (str, os.PathLike, Article)) else source
    items = list(_articles(sources))
    _raise_failures(items)  # before the models are loaded
    results = list(pipeline.Pipeline(model, rules, workers)(items))
    _raise_failures(results)
    return [result for result in results if isinstance(result, AnalysedArticle)]


def _articles(sources: Iterable[Source]) -> Iterator[Article | Failure]:
    for are_paths, group in groupby(sources, _is_path):
        if are_paths:
            yield from readers.read(os.fspath(path) for path in group if not isinstance(path, Article))
        else:
            for text in group:
                yield pipeline.to_article(text) if isinstance(text, str) else text  # type: ignore[misc]


def _is_path(source: Source) -> bool:
    if not isinstance(source, str):
        return not isinstance(source, Article)
    if os.path.exists(source):
        return True
    words = source.split()
    return len(words) == 1 or (len(source.splitlines()) == 1 and FILE_SUFFIX.search(source) is not None)


def _raise_failures(items: Iterable[object]) -> None:
    if failures := [item for item in items if isinstance(item, Failure)]:
        raise ReadError(*failures)
