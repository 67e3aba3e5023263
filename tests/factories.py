"""Analyses made without models: by hand, at random, and by a toy pipeline that stands in for the real one."""

from __future__ import annotations

import functools
import os
import re
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from sqlite_utils import Database

from attribution.types import Analysis, Attribution, Candidate, Entity, Mention, Role, Speaker, Stance, Target
from db.articles.store import save
from db.schema import APPLICATION_ID, open_database
from db.schema.migrations import MIGRATIONS
from onrecord.pipeline import Pipeline
from quotes.types import Article, Quote, Span

DAM = """Kerrow dam vote splits the Compact

“We will not flood the valley,” said Ilse Marrend, Ostreva's energy minister, adding that the vote was a
warning to Kardania. Marrend condemned the dam.

Local officials said the water would come anyway.
"""


def span(text: str, words: str, nth: int = 0) -> Span:
    """Return where the words stand in the text (the nth time, from 0)."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span(start, start + len(words))


def dam(**article: Any) -> Analysis:
    """Return a hand-made analysis of ``DAM``: a minister with a role and a rival, a group, an issue."""
    text, stated = DAM, "Ostreva's energy minister"
    minister = Entity(
        "Ilse Marrend", "person",
        (Mention(span(text, "Ilse Marrend"), "name"), Mention(span(text, "Marrend", 1), "name")),
        (Role("energy minister", "Ostreva", stated, span(text, stated), "minister", "current", "Ostreva"),),
    )  # fmt: skip
    locals_ = Entity(
        "local officials", "group", (Mention(span(text, "Local officials"), "nominal"),), shared=False
    )
    ostreva = Entity("Ostreva", "place", (Mention(span(text, "Ostreva"), "name"),))
    valley = Target("the valley", "issue", "Ostreva")
    promise = Attribution(
        Quote("direct", (span(text, "We will not flood the valley"),), (span(text, "said"),),
              (span(text, "Ilse Marrend"),), "inverted", 0.97),
        (Speaker(0, 0, "name", 0.95),),
        (Stance(0, valley, 1, 0.6, "promise", "certain", "not flood", (span(text, "not flood"),),
                "content", 0.7),),
    )  # fmt: skip
    warning = Attribution(
        Quote("indirect", (span(text, "the vote was a\nwarning to Kardania"),), (span(text, "adding"),),
              (span(text, "Ilse Marrend"),), "shared subject", 0.8),
        (Speaker(0, 0, "pronoun-speaker", 0.9),),
        (Stance(0, Target("Kardania", "place"), -1, 0.9, "warn", "certain", "warning to",
                (span(text, "warning"),), "noun", 0.8),
         Stance(0, Target("Kerrow dam", "issue"), -1, 1.0, "condemn", "certain", "condemn + object",
                (span(text, "condemned"), span(text, "the dam")), "cue", 0.9)),
        (Candidate(0, span(text, "Ilse Marrend"), 1.8, (("subject", 1.4), ("spoke", 0.4)), "chosen"),
         Candidate(2, span(text, "Ostreva"), -0.7, (("modifier", -0.7),), "weaker")),
    )  # fmt: skip
    anyway = Attribution(
        Quote("indirect", (span(text, "the water would come anyway"),), (span(text, "said", 1),),
              (span(text, "Local officials"),), "clause", 0.9),
        (Speaker(1, None, "group", 0.8),),
    )  # fmt: skip
    known = {"path": "dam.txt", "title": "Kerrow dam vote splits the Compact", "published": "2031-03-12"}
    return Analysis(
        Article(**({"id": "dam", "text": text} | known | article)), (minister, locals_, ostreva),
        (promise, warning, anyway),
    )  # fmt: skip


TIMES = frozenset({"added", "started", "finished", "created", "undone", "args", "run_id"})


def dump(path: str) -> dict[str, list[dict[str, Any]]]:
    """Return all rows of a database; of times, and of what tells one run from another, only whether they are known."""
    with open_database(path) as db:
        tables = [name for name in db.table_names() if not name.startswith(("_", "sqlite_")) and "fts" not in name]
        return {
            name: [{k: v is not None if k in TIMES else v for k, v in row.items()} for row in db[name].rows]
            for name in tables
            if name != "runs"
        }


def older(path: Path, before: str, *analyses: Analysis) -> None:
    """Make a database as it was before a migration, with these analyses: their rows, where it has such columns."""
    new = Database(str(path.with_suffix(".new")))
    MIGRATIONS.apply(new)
    for analysis in analyses:
        save(new, analysis)
    new.close()
    db = Database(str(path))
    MIGRATIONS.apply(db, stop_before=before)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute("ATTACH ? AS new", [str(path.with_suffix(".new"))])
    for table in ("articles", "speakers", "aliases", "entities", "mentions", "roles", "quotes", "quote_speakers",
                  "targets", "stances"):  # fmt: skip
        names = ", ".join(f"[{column.name}]" for column in db[table].columns if column.name != "identity_id")
        db.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM new.{table}")
    db.conn.commit()
    db.close()


# --- a toy pipeline ---------------------------------------------------------------------------------------

SAID = re.compile(
    r"(?P<source>(?P<name>[A-Z]\w+ [A-Z]\w+)(?:, (?P<role>[\w' ]+),)?) (?P<cue>said|condemned) "
    r"(?:“(?P<content>[^”]+)”|(?P<target>[A-Z]\w+))"
)


class ToyParser:
    """Stands in for ``quotes.parser.parse.Parser``; a text with UNPARSABLE in it makes the whole batch fail, one
    with DEADLY in it the process, one with ENDLESS in it takes as long as it may."""

    def __init__(self, delay: float = 0) -> None:
        self.delay = delay
        self.calls = 0

    def parse_all(self, articles):
        self.calls += 1
        for article in articles:
            time.sleep(self.delay)
            if "DEADLY" in article.text:
                os.kill(os.getpid(), signal.SIGKILL)
            if "ENDLESS" in article.text:
                time.sleep(600)
            if "UNPARSABLE" in article.text:
                raise RuntimeError("no tree\nfor this")
            yield article.text


def toy_analyze(article: Article, doc: str) -> Analysis:
    """Find «First Last, role, said “content”» and «First Last condemned Target»."""
    if "UNANALYSABLE" in doc:
        raise KeyError("lost head")
    entities: list[Entity] = []
    attributions: list[Attribution] = []
    for match in SAID.finditer(doc):
        role = match["role"] and Role(match["role"], None, match["role"], Span(*match.span("role")))
        mention = Mention(Span(*match.span("name")), "name")
        entities.append(Entity(match["name"], "person", (mention,), (role,) if role else ()))
        content = Span(*match.span("content" if match["content"] else "target"))
        holder = len(entities) - 1
        stance = Stance(
            holder, Target(match["target"] or "talks", "place"), -1, 0.8, "condemn", "certain", "cue",
            (Span(*match.span("cue")),), "toy", 0.9,
        )  # fmt: skip
        attributions.append(
            Attribution(
                Quote(
                    "direct",
                    (content,),
                    (Span(*match.span("cue")),),
                    (Span(*match.span("source")),),
                    "toy",
                    0.9,
                ),
                (Speaker(holder, 0 if role else None, "toy", 0.9),),
                (stance,) if match["target"] else (),
            )
        )
    return Analysis(article, tuple(entities), tuple(attributions))


def toy_load(delay: float = 0):
    """Return the tools of the toy pipeline."""
    return ToyParser(delay), toy_analyze


def toy_pipeline(
    model: str | None = None, rules: bool = False, workers: int = 1, *_: Any, delay: float = 0,
    timeout: float | None = None, **__: Any,
):  # fmt: skip
    """Replaces ``onrecord.pipeline.Pipeline``."""
    pipeline = Pipeline(workers=workers, timeout=timeout)
    pipeline._load = functools.partial(toy_load, delay)
    return pipeline


# --- analyses at random -----------------------------------------------------------------------------------

WORDS = st.sampled_from(
    ["Mira Tolland", "Tolland", "Ostreva", "the dam", "ministre des Affaires", "Ärzte", "ДТЭК", "🕊"]
)
CONFIDENCES = st.floats(0, 1)


@st.composite
def spans(draw, length: int, least: int = 1, most: int = 3):
    cuts = draw(st.lists(st.integers(0, length), min_size=2 * least, max_size=2 * most, unique=True))
    cuts = sorted(cuts[: len(cuts) // 2 * 2])
    return tuple(Span(*pair) for pair in zip(cuts[::2], cuts[1::2], strict=True))


@st.composite
def entities(draw, length: int):
    one = spans(length, 1, 1).map(lambda found: found[0])
    mention = st.builds(Mention, one, st.sampled_from(["name", "nominal", "pronoun"]))
    role = st.builds(
        Role, WORDS, st.none() | WORDS, WORDS, one, WORDS, st.sampled_from(["current", "former"]),
        st.none() | WORDS, st.none() | WORDS,
    )  # fmt: skip
    return draw(
        st.builds(
            Entity, WORDS, st.sampled_from(["person", "organisation", "group", "document", "place"]),
            st.lists(mention, max_size=3).map(tuple),
            st.lists(role, max_size=2).map(tuple), st.booleans(),
        )
    )  # fmt: skip


@st.composite
def attributions(draw, length: int, known: list[Entity]):
    quote = draw(
        st.builds(
            Quote, st.sampled_from(["direct", "indirect", "mixed"]), spans(length), spans(length, 0, 1),
            spans(length, 0, 1), WORDS, CONFIDENCES,
        )
    )  # fmt: skip
    speakers, holders = [], st.none()
    if known:
        holders = st.none() | st.integers(0, len(known) - 1)
        for entity in draw(st.lists(st.integers(0, len(known) - 1), max_size=2)):
            roles = len(known[entity].roles)
            role = draw(st.none() | st.integers(0, roles - 1)) if roles else None
            speakers.append(Speaker(entity, role, draw(WORDS), draw(CONFIDENCES)))
    target = st.builds(Target, WORDS, st.sampled_from(["place", "issue", "event"]), st.none() | WORDS, st.booleans())
    stance = st.builds(
        Stance, holders, target, st.sampled_from([-1, 0, 1]), CONFIDENCES, WORDS, WORDS, WORDS, spans(length),
        WORDS, CONFIDENCES,
    )  # fmt: skip
    candidate = st.builds(
        Candidate, st.integers(0, max(0, len(known) - 1)), spans(length, 1, 1).map(lambda found: found[0]),
        CONFIDENCES, st.lists(st.tuples(WORDS, CONFIDENCES), max_size=2).map(tuple),
        st.sampled_from(["chosen", "too close"]),
    )  # fmt: skip
    return Attribution(
        quote, tuple(speakers), draw(st.lists(stance, max_size=2).map(tuple)),
        draw(st.lists(candidate, max_size=2).map(tuple)) if known else (),
        draw(st.sampled_from(["", "ambiguous"])),
    )  # fmt: skip


@st.composite
def analyses(draw, id: str = "a"):
    """Any analysis a database must keep, sensible or not."""
    text = draw(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=20, max_size=60)
    )
    known = draw(st.lists(entities(len(text)), max_size=4))
    found = draw(st.lists(attributions(len(text), known), max_size=4))
    maybe = st.none() | WORDS
    article = Article(id, text, *(draw(maybe) for _ in range(6)))
    return Analysis(article, tuple(known), tuple(found))


def renamed(analysis: Analysis, **changes: Any) -> Analysis:
    """Return the analysis with fields of its article changed."""
    return replace(analysis, article=replace(analysis.article, **changes))


TALKS = """Talks end in Brenford

Selma Tarrow, finance minister, said “We are done.” Selma Tarrow condemned Ostreva. Later
Jonas Vell, union leader, said “Nobody asked us.” Jonas Vell condemned Karsk.
"""


def command(*arguments: str, delay: float = 0) -> list[str]:
    """Return the command line of onrecord with the toy pipeline, to run in the root folder."""
    code = (
        # a shell that starts something in the background has it ignore Ctrl-C
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "import functools, onrecord.pipeline, tests.factories as made; from onrecord.cli import cli;"
        f"onrecord.pipeline.Pipeline = functools.partial(made.toy_pipeline, delay={delay}); cli()"
    )
    return [sys.executable, "-c", code, *arguments]
