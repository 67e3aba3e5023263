"""Learn to choose content and source of a cue: the trees of ``quotes.detection.gradient_boosting``, by LightGBM.

What is learned: of each choice of content, the share of words it has in common with the gold's where that is
half or more; of each choice of source, whether it is right. The ranking's log-odds, which the trees look at,
come for each fifth of the articles from weights learned on the others.
"""

from __future__ import annotations

import itertools
import math
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from onrecord.evaluation.alignment import FUNCTION_WORDS
from quotes.detection.cue_lexicon import lexicon
from quotes.detection.cue_ranker import CueRanker
from quotes.detection.gradient_boosting import BoostedTrees, read_trees
from quotes.detection.quotation_index import QuotationIndex
from quotes.detection.source_spans import SourceCandidate
from quotes.detection.span_selection import CueOptions, cue_options
from training.attribution_corpus import Gold, GoldAttribution

FOLDS = 5
SETTINGS = {
    "num_leaves": 31, "learning_rate": 0.06, "min_data_in_leaf": 40, "lambda_l2": 2.0, "feature_fraction": 0.6,
    "bagging_fraction": 0.8, "bagging_freq": 1, "num_threads": 1, "verbosity": -1, "seed": 20160908,
    "deterministic": True,
}  # fmt: skip
CONTENT_TREES, SOURCE_TREES = 250, 150


class Target(NamedTuple):
    """A gold attribution as token indexes; ``names`` are its source's words that are no function words."""

    content: frozenset[int]
    cue: frozenset[int]
    source: frozenset[int]
    names: frozenset[int]

    def is_said_by(self, candidate: SourceCandidate) -> bool:
        """Return whether a choice of source is right."""
        return bool(self.names & candidate.source) if self.names else not candidate.source


class Table(NamedTuple):
    """Numbers of choices, [choices, numbers]; what is right of each, [choices], NaN where gold has no such cue.

    ``cue`` counts the cues that the choices are for, ``fold`` is the fifth of the corpus they are from.
    """

    rows: NDArray[np.float32]
    right: NDArray[np.float32]
    cue: NDArray[np.int32]
    fold: NDArray[np.int8]

    def where(self, chosen: NDArray[np.bool_]) -> Table:
        """Return some of the choices."""
        return Table(*(column[chosen] for column in self))


def fold(gold: Gold) -> int:
    """Return which fifth of the corpus an article is in."""
    return zlib.crc32(str(gold.doc.user_data["id"]).encode()) % FOLDS


Choice = tuple[list[float], float, int, int]


def tables(corpus: Iterable[Gold], rankers: Sequence[CueRanker]) -> tuple[Table, Table]:
    """Return the choices of content and of source; ``rankers`` are those learned without each fifth."""
    contents: list[Choice] = []
    sources: list[Choice] = []
    numbers = itertools.count()
    for gold in corpus:
        quoted = QuotationIndex(gold.doc)
        targets = [t for a in gold.attributions if (t := _target(gold.doc, a)).content]
        found = list(cue_options(quoted, rankers[fold(gold)], lexicon()))
        known = {choice.readings[0][0].cue for choice in found}
        for choice in found:
            at = next(numbers), fold(gold)
            words = [_words(gold.doc, content.content) for _, content in choice.contents]
            target = _meant(choice, words, targets, known)
            shares = _shares(quoted, choice, words, target) if target else [0.0] * len(words)
            right = [float(target.is_said_by(h)) if target else math.nan for h in choice.sources]
            contents += ((row, share, *at) for row, share in zip(choice.content_rows, shares, strict=True))
            sources += ((row, ok, *at) for row, ok in zip(choice.source_rows, right, strict=True))
    return _table(contents), _table(sources)


def _table(choices: Iterable[Choice]) -> Table:
    rows, right, cue, part = zip(*choices, strict=True)
    return Table(
        np.array(rows, np.float32), np.array(right, np.float32), np.array(cue, np.int32), np.array(part, np.int8)
    )


def _target(doc: Doc, gold: GoldAttribution) -> Target:
    content, cue, source = (_tokens(doc, gold[part]) for part in ("content", "cue", "source"))
    names = frozenset(i for i in source if doc[i].lower_ not in FUNCTION_WORDS)
    return Target(content, cue, source, names or source)


def _tokens(doc: Doc, spans: Iterable[Sequence[int]]) -> frozenset[int]:
    found = (doc.char_span(*span, alignment_mode="expand") for span in spans)
    return _words(doc, (t.i for span in found if span is not None for t in span))


def _words(doc: Doc, tokens: Iterable[int]) -> frozenset[int]:
    return frozenset(i for i in tokens if not (doc[i].is_punct or doc[i].is_space))


def _meant(
    choice: CueOptions, words: Sequence[frozenset[int]], targets: Sequence[Target], known: set[int]
) -> Target | None:
    """Return the gold attribution that a cue makes: one with this cue, else with these contents and sources."""
    cue = choice.readings[0][0].cue
    near = [t for t in targets if cue in t.cue] or [
        t
        for t in targets
        if not t.cue & known
        and any(_share(w, t.content) >= 0.5 for w in words)
        and any(t.is_said_by(h) for h in choice.sources)
    ]
    return max(near, key=lambda t: max(_share(w, t.content) for w in words), default=None)


def _share(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / len(one | other)


def _shares(quoted: QuotationIndex, choice: CueOptions, words: Sequence[frozenset[int]], target: Target) -> list[float]:
    """Return how much of each content is right, 0 below half; gold's other sentences do not count."""
    sentence = quoted.doc[choice.readings[0][0].cue].sent
    region = set(range(sentence.start, sentence.end))
    for k in {quoted.quotation_of[i] for i in region} - {-1}:
        region.update(quoted.tokens_of(k))
    wanted = target.content & region or target.content
    return [share if (share := _share(w, wanted)) >= 0.5 else 0.0 for w in words]


def learn_trees(content: Table, source: Table) -> dict[str, NDArray[Any]]:
    """Return the arrays of ``gradient_boosting``: trees for both choices, and what drafts of some worth came to."""
    held_out = learn_choices(content.where(content.fold != 0), source.where(source.fold != 0))
    tested = content.where(content.fold == 0), source.where(source.fold == 0)
    return {**learn_choices(content, source), "steps": calibrated(*worths(*tested, held_out))}


def learn_choices(content: Table, source: Table) -> dict[str, NDArray[Any]]:
    """Return the arrays of the trees alone."""
    return {
        **exported("content", _fitted(content, "cross_entropy", CONTENT_TREES)),
        **exported("source", _fitted(source.where(~np.isnan(source.right)), "binary", SOURCE_TREES)),
    }


def worths(
    content: Table, source: Table, trees: dict[str, NDArray[Any]]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the worth of the best draft of each cue, and whether its content and source are right."""
    first, best = _best(content, read_trees(trees, "content"))
    second, other = _best(source, read_trees(trees, "source"))
    return first * second, (content.right[best] > 0) & (source.right[other] > 0)


def _best(table: Table, trees: BoostedTrees) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return what the best choice for each cue is worth, and its index."""
    worth = trees.probabilities(table.rows)
    order = np.lexsort((-worth, table.cue))
    first = order[np.r_[True, np.diff(table.cue[order]) > 0]]
    return worth[first], first


def calibrated(worth: NDArray[np.float64], right: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return worths with the share of right drafts at each, both rising (isotonic regression), in some 20 steps."""
    from sklearn.isotonic import IsotonicRegression

    at = np.quantile(worth[worth > 0.05], np.linspace(0, 1, 21))
    middles = (at[:-1] + at[1:]) / 2
    shares = [right[(worth >= low) & (worth <= high)].mean() for low, high in itertools.pairwise(at)]
    smooth = IsotonicRegression().fit_transform(middles, shares)
    return np.array([[0.0, *middles, 1.0], [0.0, *smooth, smooth[-1]]])


def _fitted(table: Table, objective: str, trees: int) -> dict[str, Any]:
    import lightgbm

    data = lightgbm.Dataset(table.rows, table.right)
    model = lightgbm.train({**SETTINGS, "objective": objective}, data, trees)
    return dict(model.dump_model())


def exported(name: str, model: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return LightGBM's trees end to end."""
    nodes: list[tuple[int, float, int, int, float]] = []
    depths = [0]

    def add(node: dict[str, Any], depth: int) -> int:
        at = len(nodes)
        if "leaf_value" in node:
            nodes.append((0, 0.0, at, at, node["leaf_value"]))
            depths.append(depth)
            return at
        nodes.append((0, 0.0, at, at, 0.0))
        left, right = (add(node[f"{side}_child"], depth + 1) for side in ("left", "right"))
        nodes[at] = (node["split_feature"], node["threshold"], left, right, 0.0)
        return at

    roots = [add(tree["tree_structure"], 0) for tree in model["tree_info"]]
    feature, threshold, left, right, value = zip(*nodes, strict=True)
    return {
        f"{name}.feature": np.array(feature, np.int16),
        f"{name}.threshold": np.array(threshold, np.float32),
        f"{name}.left": np.array(left, np.int32),
        f"{name}.right": np.array(right, np.int32),
        f"{name}.value": np.array(value, np.float32),
        f"{name}.roots": np.array(roots, np.int32),
        f"{name}.depth": np.array(max(depths)),
    }


def write_trees(path: Path, arrays: dict[str, NDArray[Any]]) -> None:
    """Write the trees, compressed."""
    np.savez_compressed(path, **arrays)
