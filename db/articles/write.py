"""The rows of one analysis."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlite_utils import Database

from attribution.types import Analysis, Attribution, Stance
from db.articles.columns import CANDIDATE, QUOTE, ROLE, SPEAKER, STANCE, to_columns
from db.merging import reviews, target_identity
from db.merging.speaker_identity import Identity, find_or_make
from db.names import folded_name, statement_key
from quotes.types import Quote, Span, Spans, text_of


class Writer:
    """Writes the rows of one analysis, whose article is stored already and has no other rows."""

    def __init__(self, db: Database, analysis: Analysis, day: str | None) -> None:
        self.db = db
        self.day = day
        self.analysis = analysis
        self.article = analysis.article
        self.quote_ids = _quote_ids(self.article.id, [a.quote for a in analysis.attributions])
        self.first_entity = self._next_id("entities")
        self.role_ids = self._role_ids()

    def write(self) -> None:
        """Write everything; the caller holds the transaction."""
        identities = self._identities()
        speakers = [identity and identity.speaker_id for identity in identities]
        self._insert("entities", self._entities(identities))
        self._insert("mentions", self._mentions())
        self._insert("aliases", self._aliases(speakers), ignore=True)
        self._insert("roles", self._roles(speakers))
        self._insert("quotes", self._quotes())
        self._insert("quote_speakers", self._quote_speakers(speakers))
        self._insert("candidates", self._candidates())
        self._insert("stances", self._stances(speakers))
        reviews.apply(self.db, self.article.id)

    def _insert(self, table: str, rows: Iterable[dict[str, Any]], **how: bool) -> None:
        self.db[table].insert_all(rows, **how)

    def _next_id(self, table: str) -> int:
        """Return the first free id; it stays free as long as the transaction lasts."""
        return int(self.db.execute(f"SELECT ifnull(max(id), 0) + 1 FROM [{table}]").fetchone()[0])

    def _role_ids(self) -> dict[tuple[int, int], int]:
        pairs = [(e, r) for e, entity in enumerate(self.analysis.entities) for r in range(len(entity.roles))]
        return {pair: id for id, pair in enumerate(pairs, self._next_id("roles"))}

    def _identities(self) -> list[Identity | None]:
        """Return whose each entity's name is, for those that speak, hold a stance or hold a role."""
        used = {s.entity for a in self.analysis.attributions for s in a.speakers}
        used |= {s.holder for a in self.analysis.attributions for s in a.stances if s.holder is not None}
        used |= {entity for entity, _ in self.role_ids}
        namesakes: Counter[tuple[str, str]] = Counter()
        found: list[Identity | None] = []
        for i, entity in enumerate(self.analysis.entities):
            key = (entity.name, entity.kind)
            nth = 0 if entity.shared else namesakes[key]
            namesakes[key] += not entity.shared
            wanted = i in used
            found.append(find_or_make(self.db, *key, self.article.id, entity.shared, nth) if wanted else None)
        return found

    def _entities(self, identities: Sequence[Identity | None]) -> Iterable[dict[str, Any]]:
        for i, (entity, identity) in enumerate(zip(self.analysis.entities, identities, strict=True)):
            yield {
                "id": self.first_entity + i, "article_id": self.article.id, "position": i,
                "name": entity.name, "kind": entity.kind, "shared": int(entity.shared),
                "speaker_id": identity and identity.speaker_id, "identity_id": identity and identity.id,
            }  # fmt: skip

    def _mentions(self) -> Iterable[dict[str, Any]]:
        for i, entity in enumerate(self.analysis.entities):
            for position, mention in enumerate(entity.mentions):
                yield {
                    "entity_id": self.first_entity + i, "position": position, "start": mention.span.start,
                    "end": mention.span.end, "form": mention.form, "text": self._line(mention.span),
                }  # fmt: skip

    def _aliases(self, speakers: Sequence[int | None]) -> Iterable[dict[str, Any]]:
        for entity, speaker in zip(self.analysis.entities, speakers, strict=True):
            names = [entity.name, *(self._line(m.span) for m in entity.mentions if m.form == "name")]
            for name in dict.fromkeys(names) if speaker is not None else ():
                yield {"speaker_id": speaker, "alias": name, "folded": folded_name(name)}

    def _roles(self, speakers: Sequence[int | None]) -> Iterable[dict[str, Any]]:
        for (e, position), id in self.role_ids.items():
            role = self.analysis.entities[e].roles[position]
            yield {
                "id": id, "speaker_id": speakers[e], "article_id": self.article.id, "start": role.evidence.start,
                "end": role.evidence.end, "as_of": self.article.published, "entity_id": self.first_entity + e,
                "position": position, **to_columns(role, ROLE),
            }  # fmt: skip

    def _quotes(self) -> Iterable[dict[str, Any]]:
        quotes = [attribution.quote for attribution in self.analysis.attributions]
        reasons = [attribution.unresolved for attribution in self.analysis.attributions]
        for i, (quote, parent) in enumerate(zip(quotes, _parents(quotes), strict=True)):
            spans = {"content": quote.content, "cue": quote.cue, "source": quote.source}
            yield {
                "id": self.quote_ids[i], "article_id": self.article.id,
                **{name: self._text(value) for name, value in spans.items()},
                "statement": statement_key(self._text(quote.content), self.day),
                "start": quote.start, "end": quote.end, "spans": _json(spans),
                "parent_id": None if parent is None else self.quote_ids[parent],
                "position": i, "unresolved": reasons[i], **to_columns(quote, QUOTE),
            }  # fmt: skip

    def _quote_speakers(self, speakers: Sequence[int | None]) -> Iterable[dict[str, Any]]:
        for quote_id, attribution in self._attributions():
            for position, speaker in enumerate(attribution.speakers):
                role = None if speaker.role is None else self.role_ids[speaker.entity, speaker.role]
                yield {
                    "quote_id": quote_id, "speaker_id": speakers[speaker.entity], "role_id": role,
                    "entity_id": self.first_entity + speaker.entity, "position": position,
                    **to_columns(speaker, SPEAKER),
                }  # fmt: skip

    def _candidates(self) -> Iterable[dict[str, Any]]:
        for quote_id, attribution in self._attributions():
            for position, candidate in enumerate(attribution.candidates):
                yield {
                    "quote_id": quote_id, "position": position, "entity_id": self.first_entity + candidate.entity,
                    "start": candidate.mention.start, "end": candidate.mention.end,
                    "features": _json(candidate.features), **to_columns(candidate, CANDIDATE),
                }  # fmt: skip

    def _stances(self, speakers: Sequence[int | None]) -> Iterable[dict[str, Any]]:
        for quote_id, attribution in self._attributions():
            for position, stance in enumerate(attribution.stances):
                holder = stance.holder
                name = target_identity.find_or_make(self.db, stance.target, self.article.id)
                yield {
                    "quote_id": quote_id, "speaker_id": None if holder is None else speakers[holder],
                    "target_id": name.target_id, "name_id": name.id, **self._judgement(stance),
                    "entity_id": None if holder is None else self.first_entity + holder, "position": position,
                }  # fmt: skip

    def _judgement(self, stance: Stance) -> dict[str, Any]:
        return {
            "evidence": self._text(stance.evidence), "spans": _json(stance.evidence),
            "start": stance.evidence[0].start, "end": max(span.end for span in stance.evidence),
            **to_columns(stance, STANCE),
        }  # fmt: skip

    def _attributions(self) -> Iterable[tuple[str, Attribution]]:
        return zip(self.quote_ids, self.analysis.attributions, strict=True)

    def _text(self, spans: Spans) -> str:
        return text_of(spans, self.article.text)

    def _line(self, span: Span) -> str:
        return " ".join(span.of(self.article.text).split())


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _quote_ids(article_id: str, quotes: Sequence[Quote]) -> list[str]:
    """Return ids made of article and content offsets: the same quote keeps its id when all else changes."""
    used: Counter[str] = Counter()
    ids = []
    for quote in quotes:
        id = f"{article_id}:" + "+".join(f"{span.start}-{span.end}" for span in quote.content)
        used[id] += 1
        ids.append(id if used[id] == 1 else f"{id}~{used[id]}")
    return ids


def _parents(quotes: Sequence[Quote]) -> list[int | None]:
    """Return for each quote the innermost other one with a content span around all of it, if any."""
    parents: list[int | None] = [None] * len(quotes)
    open_quotes: list[int] = []
    for i in sorted(range(len(quotes)), key=lambda i: (quotes[i].start, -quotes[i].end)):
        whole = Span(quotes[i].start, quotes[i].end)
        open_quotes = [j for j in open_quotes if quotes[j].end > whole.start]
        around = (j for j in reversed(open_quotes) if any(span.covers(whole) for span in quotes[j].content))
        parents[i] = next(around, None)
        open_quotes.append(i)
    return parents
