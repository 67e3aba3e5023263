"""One person over many articles, found by the database itself: by like names and evidence, never by a surname alone.

Sure merges are decided and logged with their reason, likely ones proposed for a person. What a person decided is
never touched. Candidates come from an index (``name_keys``), so that nobody is compared with everybody.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import combinations
from typing import NamedTuple

from sqlite_utils import Database

from attribution.names.name_matching import LEVELS, Likeness, keys, likeness, same_surname
from attribution.roles.officials import Officials
from db.merging import reviews
from db.merging.officials import identify, officials_of
from db.merging.officials import known as known_officials
from db.merging.people import apart_pairs, record
from db.merging.profiles import BESIDE, Evidence, Profile, evidence, profiles
from db.merging.speaker_identity import settle
from db.schema import now, transaction

LONE = 0.7  # score of a proposal for a surname
FITTING = 0.7  # score from which somebody is a rival: like names with something shared


class Found(NamedTuple):
    """What ``resolve`` did."""

    merged: int
    proposed: int


class _Known:
    """Profiles as they are asked for, each read once."""

    def __init__(self, db: Database, officials: Officials) -> None:
        self.db = db
        self.officials = officials
        self.profiles: dict[int, Profile | None] = {}

    def get(self, id: int) -> Profile | None:
        """Return the profile of a person, None for one no article names."""
        if id not in self.profiles:
            profile = profiles(self.db, [id]).get(id)
            official = identify(profile, self.officials) if profile else None
            if profile and official:
                profile.official = official.key
                profile.official_names = frozenset((official.name, *official.aliases))
            self.profiles[id] = profile
        return self.profiles[id]

    def __getitem__(self, id: int) -> Profile:
        profile = self.get(id)
        assert profile is not None
        return profile


class Pair(NamedTuple):
    """Two speakers that may be one: how sure that is, and why."""

    one: int
    other: int
    score: float
    reason: str
    sure: bool


def resolve(db: Database, speakers: Iterable[int] | None = None) -> Found:
    """Merge and propose for the people given, or for all of them."""
    with transaction(db):
        ids = _people(db, speakers)
        officials = officials_of(db)
        merged = 0
        for lone in (False, True):  # full names first, so that surnames find one person each
            known = _Known(db, officials)
            pairs = _all_pairs(db, ids, known, lone)
            joined = _merge(db, pairs, known)
            merged += len(joined)
            _propose(db, pairs, joined)
            ids = _people(db, ids)
        _link_officials(db, ids, officials)
        return Found(merged, db["proposals"].count)


def forget(db: Database) -> int:
    """Take back every automatic merge and proposal that no person confirmed; return how many merges."""
    with transaction(db):
        standing = "action IN ('merge', 'wikidata') AND automatic AND undone IS NULL"
        touched = list(db.query(f"SELECT action, speaker_id FROM decisions WHERE {standing}"))
        db.execute(f"UPDATE decisions SET undone = ? WHERE {standing}", [now()])
        db.execute("DELETE FROM proposals")
        settle(db, *{row["speaker_id"] for row in touched})
        reviews.apply(db)
    return sum(row["action"] == "merge" for row in touched)


def candidates(db: Database, name: str) -> list[int]:
    """Return the people one of whose names is spelled or heard like this one, by the index."""
    sql = (
        "SELECT DISTINCT i.speaker_id FROM name_keys k JOIN identities i ON i.id = k.identity_id "
        "WHERE k.key IN (SELECT value FROM json_each(?)) ORDER BY 1"
    )
    return [row[0] for row in db.execute(sql, [json.dumps(sorted(keys(name)))]).fetchall()]


def in_run(db: Database, run_id: int) -> list[int]:
    """Return the people in the articles a run has added or changed."""
    sql = (
        "SELECT DISTINCT e.speaker_id FROM entities e JOIN articles a ON a.id = e.article_id "
        "WHERE a.run_id = ? AND e.speaker_id IS NOT NULL AND e.kind = 'person'"
    )
    return [row[0] for row in db.execute(sql, [run_id]).fetchall()]


def _people(db: Database, speakers: Iterable[int] | None) -> list[int]:
    sql = "SELECT id FROM speakers WHERE kind = 'person' ORDER BY id"
    wanted = None if speakers is None else set(speakers)
    return [row[0] for row in db.execute(sql).fetchall() if wanted is None or row[0] in wanted]


def _all_pairs(db: Database, ids: Iterable[int], known: _Known, lone: bool) -> list[Pair]:
    """Return the pairs of these people; sure is what is so from both sides: "V. Lind" may be Vera's and Viktor's."""
    pairs: dict[frozenset[int], Pair] = {}
    asked, waiting = set[int](), set(ids)
    while waiting:
        asked |= waiting
        for pair in [pair for id in sorted(waiting) for pair in _pairs(db, id, known, lone)]:
            earlier = pairs.get(both := frozenset((pair.one, pair.other)), pair)
            pairs[both] = pair._replace(sure=pair.sure and earlier.sure)
        waiting = set() if lone else set().union(*pairs) - asked
    return list(pairs.values())


def _pairs(db: Database, id: int, known: _Known, lone: bool) -> list[Pair]:
    """Return with whom a person may be one; none where two people that are not one fit equally well."""
    me = known.get(id)
    if me is None or lone != _is_lone(me):
        return []
    names = {other for name in me.names | me.official_names for other in candidates(db, name)} - {id}
    others = [other for other in (known.get(n) for n in sorted(names)) if other]
    if lone and me.official and (same := [other for other in others if other.official == me.official]):
        return [_of_official(me, min(same, key=_standing))]
    others = [other for other in others if not _is_lone(other)]
    if lone:
        return _of_surname(me, others)
    found = [(other, pair) for other in others if (pair := _of_full_names(me, other))]
    rivals = [other for other, pair in found if pair.score >= FITTING]
    if any(not _are_alike(a, b) for a, b in combinations(rivals, 2)):
        return [pair._replace(sure=False) for _, pair in found]
    return [pair for _, pair in found]


def _is_lone(profile: Profile) -> bool:
    return all(len(name.split()) == 1 for name in profile.names)


def _are_alike(one: Profile, other: Profile) -> bool:
    return _likest(one, other) is not None


def _likest(one: Profile, other: Profile) -> Likeness | None:
    if one.official and one.official == other.official:
        return max(_likenesses(one.names, other.names), default=Likeness("form", LEVELS["form"]), key=_score)
    return max(_likenesses(one.names, other.names), default=None, key=_score)


def _likenesses(some: Iterable[str], others: Iterable[str]) -> list[Likeness]:
    others = list(others)
    return [like for a in some for b in others if (like := likeness(a, b))]


def _score(like: Likeness) -> float:
    return like.score


def _of_full_names(one: Profile, other: Profile) -> Pair | None:
    like = _likest(one, other)
    if like is None:
        return None
    shared = evidence(one, other)
    if _is_excluded(like, shared):
        return None
    into, gone = sorted((one, other), key=_standing)
    spelled = {"same": "spelled alike", "fuller": "one name fuller", "form": "forms of one first name",
               "initial": "an initial for a name", "near": "a letter apart"}[like.level]  # fmt: skip
    reason = f"“{gone.name}”, “{into.name}”: " + "; ".join(filter(None, [spelled, shared.words]))
    score = like.score if shared.strong or shared.weak else like.score - 0.2
    if not (shared.strong or shared.weak) and like.level not in ("same", "fuller", "form"):
        return None
    return Pair(into.id, gone.id, round(score, 3), reason, _is_sure(like, shared))


def _is_sure(like: Likeness, shared: Evidence) -> bool:
    """Return whether names and evidence together leave no doubt."""
    if like.level == "same":  # two in one article are rather two spellings of it
        return shared.against in ((), (BESIDE,) if shared.strong or shared.weak else ())
    if shared.against:
        return False
    if like.level == "fuller":
        return bool(shared.strong or (shared.weak and shared.near))
    return bool(shared.strong)


def _is_excluded(like: Likeness, shared: Evidence) -> bool:
    """Return whether two people with like names are two: by their offices, or named side by side."""
    return bool(shared.against) and not shared.strong and not (like.level == "same" and shared.weak)


def _of_surname(lone: Profile, others: Iterable[Profile]) -> list[Pair]:
    """Return the one person whose office, too, is that of a surname; the others of that name do not fit it."""
    same = [p for p in others if any(same_surname(a, b) for a in lone.names for b in p.names if " " in b)]
    weighed = [(person, evidence(person, lone)) for person in same]
    fitting = [(person, shared) for person, shared in weighed if not shared.against and (shared.strong or shared.weak)]
    strong = [(person, shared) for person, shared in fitting if shared.strong]
    if len(strong or fitting) != 1:
        return []
    [(person, shared)] = strong or fitting
    reason = f"“{lone.name}”, “{person.name}”: the surname; {shared.words}"
    if not strong and len(same) > 1:
        return []
    return [Pair(person.id, lone.id, LONE, reason, bool(strong))]


def _of_official(lone: Profile, person: Profile) -> Pair:
    """Return that a surname is somebody who by name and office is the same official."""
    one, other = sorted((lone, person), key=_standing)
    reason = f"“{other.name}”, “{one.name}”: the surname; {evidence(one, other).words}"
    return Pair(one.id, other.id, LONE, reason, True)


def _standing(profile: Profile) -> tuple[bool, bool, bool, int, int]:
    """Return the key by which the one comes first whose name stays."""
    initials = any(len(word.strip(".")) == 1 for word in profile.name.split()[:1])
    return (" " not in profile.name, profile.wikidata is None, profile.only_in is not None or initials,
            -profile.quotes, profile.id)  # fmt: skip


def _merge(db: Database, pairs: list[Pair], known: _Known) -> dict[int, int]:
    """Decide the sure pairs, the surest first, as long as nobody said that two are two. Return who went to whom."""
    apart = apart_pairs(db)
    root: dict[int, int] = {}
    for pair in sorted((p for p in pairs if p.sure), key=lambda p: (-p.score, p.one, p.other)):
        both = (_last(root, pair.one), _last(root, pair.other))
        one, other = sorted(both, key=lambda id: _standing(known[id]))
        if one == other or frozenset(both) in apart or _is_torn(known[one], known[other]):
            continue
        record(db, "merge", one, pair.reason, None, other_id=other)
        root[other] = one
        known[one].join(known[other])
        apart = {frozenset(one if id == other else id for id in two) for two in apart}
    if root:
        settle(db)
        reviews.apply(db)
    return root


def _link_officials(db: Database, ids: Iterable[int], officials: Officials) -> None:
    """Give people the Wikidata ids of the officials they are, unless somebody decided about theirs."""
    found = known_officials(profiles(db, ids).values(), officials)
    standing = "action = 'wikidata' AND (undone IS NULL OR undone_by IS NOT NULL)"
    decided = {row[0] for row in db.execute(f"SELECT speaker_id FROM decisions WHERE {standing}").fetchall()}
    linked = {id: official for id, official in found.items() if official.wikidata and id not in decided}
    for id, official in linked.items():
        reason = f"{official.name}, {official.title} of {official.place}, by name and office"
        record(db, "wikidata", id, reason, None, value=official.wikidata)
    if linked:
        settle(db, *linked)


def _last(root: dict[int, int], id: int) -> int:
    while id in root:
        id = root[id]
    return id


def _is_torn(one: Profile, other: Profile) -> bool:
    """Return whether two, after other merges, have names that no longer fit each other, or offices that exclude."""
    if _is_lone(one) or _is_lone(other) or (one.official and one.official == other.official):
        return False
    names = [(a, b) for a in one.names for b in other.names if " " in a and " " in b]
    return not all(likeness(a, b) for a, b in names) or bool(set(evidence(one, other).against) - {BESIDE})


def _propose(db: Database, pairs: Iterable[Pair], joined: dict[int, int]) -> None:
    """Keep for a person what is likely, or was not done, unless it is decided that the two are two."""
    apart = apart_pairs(db)
    for pair in pairs:
        one, other = _last(joined, pair.one), _last(joined, pair.other)
        if one != other and frozenset((one, other)) not in apart:
            row = {"speaker_id": one, "other_id": other, "score": pair.score, "reason": pair.reason}
            db["proposals"].insert(row | {"created": now()}, ignore=True)
