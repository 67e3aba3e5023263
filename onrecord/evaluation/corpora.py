"""Gold standards to annotated articles, whichever of the two forms they have."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from onrecord.evaluation.annotations import AnnotatedArticle, Corpus, CorpusError, check_spans, read_files, read_text
from onrecord.evaluation.standoff import is_standoff, read_standoff


def read_corpus(gold: str, texts: Sequence[str] = ()) -> Corpus:
    """Return the articles of a gold standard by their ids.

    ``gold`` is a PolNeAR folder (``text/``, ``attributions/``), a JSON Lines file or a folder of them;
    ``texts`` are the folders of the latter's texts, by default ``text/`` beside them. Raises ``CorpusError``.
    """
    path = Path(gold)
    if is_standoff(path):
        corpus = read_standoff(path)
    else:
        folders = [Path(folder) for folder in texts] or [(path if path.is_dir() else path.parent) / "text"]
        files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
        corpus = {
            id: AnnotatedArticle(read_text(folders, id), marked)
            for id, marked in read_files(files).items()
        }
    if not corpus:
        raise CorpusError(f"{gold} holds no annotated articles.")
    for id, article in corpus.items():
        check_spans(id, article.annotations, article.text)
    return corpus
