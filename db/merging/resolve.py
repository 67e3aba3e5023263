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
from db.merging.officials import official_of, officials_among, officials_of
from db.merging.people import apart_pairs, record
from db.merging.profiles import BESIDE, Evidence, Profile, evidence, profiles
from db.merging.speaker_identity import apply_decisions
from db.schema import now, transaction

LONE = 0.7  # score of a proposal for a surname
FITTING = 0.7  # score from which somebody is a rival: like names with something shared


class Resolution(NamedTuple):
    """What ``resolve`` did."""

    merged: int
    proposed: int


class _ProfileCache:
    """Profiles as they are asked for, each read once."""

    def __init__(self, db: Database, officials: Officials) -> None:
        self.db = db
        self.officials = officials
        self.profiles: dict[int, Profile | None] = {}

    def get(self, id: int) -> Profile | None:
        """Return the profile of a person, None for one no article names."""
        if id not in self.profiles:
            profile = profiles(self.db, [id]).get(id)
            official = official_of(profile, self.officials) if profile else None
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


def resolve(db: Database, speakers: Iterable[int] | None = None) -> Resolution:
    """Merge and propose for the people given, or for all of them."""
    with transaction(db):
        if speakers is None:
            db["articles_to_resolve"].delete_where()
        return _resolve(db, speakers)


def resolve_new_articles(db: Database) -> None:
    """Do so for the people in articles that were saved since, also by a run that came to no end."""
    if not db["articles_to_resolve"].count:
        return
    with transaction(db):
        sql = (
            "SELECT DISTINCT e.speaker_id FROM entities e JOIN articles_to_resolve a ON a.article_id = e.article_id "
            "WHERE e.speaker_id IS NOT NULL AND e.kind = 'person'"
        )
        people = [row[0] for row in db.execute(sql).fetchall()]
        db["articles_to_resolve"].delete_where()
        _resolve(db, people)


def _resolve(db: Database, speakers: Iterable[int] | None) -> Resolution:
    ids = _people(db, speakers)
    officials = officials_of(db)
    merged = 0
    for lone in (False, True):  # full names first, so that surnames find one person each
        known = _ProfileCache(db, officials)
        pairs = _pairs_of_all(db, ids, known, lone)
        joined = _merge(db, pairs, known)
        merged += len(joined)
        _propose(db, pairs, joined)
        ids = _people(db, ids)
    _link_officials(db, ids, officials)
    return Resolution(merged, db["proposals"].count)


def undo_automatic_merges(db: Database) -> int:
    """Take back every automatic merge and proposal that no person confirmed; return how many merges."""
    with transaction(db):
        standing = "action IN ('merge', 'wikidata') AND automatic AND undone IS NULL"
        touched = list(db.query(f"SELECT action, speaker_id FROM decisions WHERE {standing}"))
        db.execute(f"UPDATE decisions SET undone = ? WHERE {standing}", [now()])
        db.execute("DELETE FROM proposals")
        apply_decisions(db, *{row["speaker_id"] for row in touched})
        reviews.apply(db)
    return sum(row["action"] == "merge" for row in touched)


def people_named_like(db: Database, name: str) -> list[int]:
    """Return the people one of whose names is spelled or heard like this one, by the index."""
    sql = (
        "SELECT DISTINCT i.speaker_id FROM name_keys k JOIN identities i ON i.id = k.identity_id "
        "WHERE k.key IN (SELECT value FROM json_each(?)) ORDER BY 1"
    )
    return [row[0] for row in db.execute(sql, [json.dumps(sorted(keys(name)))]).fetchall()]


def _people(db: Database, speakers: Iterable[int] | None) -> list[int]:
    sql = "SELECT id FROM speakers WHERE kind = 'person' ORDER BY id"
    wanted = None if speakers is None else set(speakers)
    return [row[0] for row in db.execute(sql).fetchall() if wanted is None or row[0] in wanted]


def _pairs_of_all(db: Database, ids: Iterable[int], known: _ProfileCache, lone: bool) -> list[Pair]:
    """Return the pairs of these people; sure is what is so from both sides: "V. Lind" may be Vera's and Viktor's."""
    pairs: dict[frozenset[int], Pair] = {}
    compared, waiting = set[int](), set(ids)
    while waiting:
        compared |= waiting
        for pair in [pair for id in sorted(waiting) for pair in _pairs_of(db, id, known, lone)]:
            earlier = pairs.get(both := frozenset((pair.one, pair.other)), pair)
            pairs[both] = pair._replace(sure=pair.sure and earlier.sure)
        waiting = set() if lone else set().union(*pairs) - compared
    return list(pairs.values())


def _pairs_of(db: Database, id: int, known: _ProfileCache, lone: bool) -> list[Pair]:
    """Return with whom a person may be one."""
    me = known.get(id)
    if me is None or lone != _is_surname_only(me):
        return []
    found = {other for name in me.names | me.official_names for other in people_named_like(db, name)} - {id}
    others = [other for other in map(known.get, sorted(found)) if other]
    return _pairs_of_surname(me, others) if lone else _pairs_of_full_name(me, others)


def _pairs_of_surname(me: Profile, others: Iterable[Profile]) -> list[Pair]:
    """Return whom a surname means: the same official, or the only person of that name whose office fits."""
    same_official = [other for other in others if me.official and other.official == me.official]
    if same_official:
        return [_pair_by_official(me, min(same_official, key=_name_priority))]
    return _pair_by_surname(me, [other for other in others if not _is_surname_only(other)])


def _pairs_of_full_name(me: Profile, others: Iterable[Profile]) -> list[Pair]:
    """Return with whom a full name may be one; nothing is sure where two that are not one fit equally well."""
    pairs = [(other, _pair_by_full_names(me, other)) for other in others if not _is_surname_only(other)]
    rivals = [other for other, pair in pairs if pair and pair.score >= FITTING]
    doubtful = any(not _have_like_names(a, b) for a, b in combinations(rivals, 2))
    return [pair._replace(sure=False) if doubtful else pair for _, pair in pairs if pair]


def _is_surname_only(profile: Profile) -> bool:
    return all(len(name.split()) == 1 for name in profile.names)


def _have_like_names(one: Profile, other: Profile) -> bool:
    return _best_likeness(one, other) is not None


def _best_likeness(one: Profile, other: Profile) -> Likeness | None:
    if one.official and one.official == other.official:
        return max(_likenesses(one.names, other.names), default=Likeness("form", LEVELS["form"]), key=_score)
    return max(_likenesses(one.names, other.names), default=None, key=_score)


def _likenesses(some: Iterable[str], others: Iterable[str]) -> list[Likeness]:
    others = list(others)
    return [like for a in some for b in others if (like := likeness(a, b))]


def _score(like: Likeness) -> float:
    return like.score


def _pair_by_full_names(one: Profile, other: Profile) -> Pair | None:
    like = _best_likeness(one, other)
    if like is None:
        return None
    shared = evidence(one, other)
    if _is_excluded(like, shared):
        return None
    into, gone = sorted((one, other), key=_name_priority)
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


def _pair_by_surname(lone: Profile, others: Iterable[Profile]) -> list[Pair]:
    """Return the one person whose office, too, is that of a surname; the others of that name do not fit it."""
    same = [person for person in others if _has_surname(person, lone)]
    with_evidence = [(person, evidence(person, lone)) for person in same]
    fitting = [(person, shared) for person, shared in with_evidence if not shared.against and shared.words]
    strong = [(person, shared) for person, shared in fitting if shared.strong]
    if len(strong or fitting) != 1 or (not strong and len(same) > 1):
        return []
    [(person, shared)] = strong or fitting
    reason = f"“{lone.name}”, “{person.name}”: the surname; {shared.words}"
    return [Pair(person.id, lone.id, LONE, reason, bool(strong))]


def _has_surname(person: Profile, lone: Profile) -> bool:
    """Return whether a full name of a person ends in a surname."""
    full = [name for name in person.names if " " in name]
    return any(same_surname(surname, name) for surname in lone.names for name in full)


def _pair_by_official(lone: Profile, person: Profile) -> Pair:
    """Return that a surname is somebody who by name and office is the same official."""
    one, other = sorted((lone, person), key=_name_priority)
    reason = f"“{other.name}”, “{one.name}”: the surname; {evidence(one, other).words}"
    return Pair(one.id, other.id, LONE, reason, True)


def _name_priority(profile: Profile) -> tuple[bool, bool, bool, int, int]:
    """Return the key by which the one comes first whose name stays."""
    initials = any(len(word.strip(".")) == 1 for word in profile.name.split()[:1])
    return (" " not in profile.name, profile.wikidata is None, profile.only_in is not None or initials,
            -profile.quotes, profile.id)  # fmt: skip


def _merge(db: Database, pairs: list[Pair], known: _ProfileCache) -> dict[int, int]:
    """Decide the sure pairs, the surest first, as long as nobody said that two are two. Return who went to whom."""
    apart = apart_pairs(db)
    root: dict[int, int] = {}
    for pair in sorted((p for p in pairs if p.sure), key=lambda p: (-p.score, p.one, p.other)):
        both = (_merged_into(root, pair.one), _merged_into(root, pair.other))
        one, other = sorted(both, key=lambda id: _name_priority(known[id]))
        if one == other or frozenset(both) in apart or _would_contradict(known[one], known[other]):
            continue
        record(db, "merge", one, pair.reason, None, other_id=other)
        root[other] = one
        known[one].join(known[other])
        apart = {frozenset(one if id == other else id for id in two) for two in apart}
    if root:
        apply_decisions(db)
        reviews.apply(db)
    return root


def _link_officials(db: Database, ids: Iterable[int], officials: Officials) -> None:
    """Give people the Wikidata ids of the officials they are, unless somebody decided about theirs."""
    found = officials_among(profiles(db, ids).values(), officials)
    standing = "action = 'wikidata' AND (undone IS NULL OR undone_by IS NOT NULL)"
    decided = {row[0] for row in db.execute(f"SELECT speaker_id FROM decisions WHERE {standing}").fetchall()}
    linked = {id: official for id, official in found.items() if official.wikidata and id not in decided}
    for id, official in linked.items():
        reason = f"{official.name}, {official.title} of {official.place}, by name and office"
        record(db, "wikidata", id, reason, None, value=official.wikidata)
    if linked:
        apply_decisions(db, *linked)


def _merged_into(root: dict[int, int], id: int) -> int:
    while id in root:
        id = root[id]
    return id


def _would_contradict(one: Profile, other: Profile) -> bool:
    """Return whether two, after other merges, have names that no longer fit each other, or offices that exclude."""
    if _is_surname_only(one) or _is_surname_only(other) or (one.official and one.official == other.official):
        return False
    names = [(a, b) for a in one.names for b in other.names if " " in a and " " in b]
    return not all(likeness(a, b) for a, b in names) or bool(set(evidence(one, other).against) - {BESIDE})


def _propose(db: Database, pairs: Iterable[Pair], joined: dict[int, int]) -> None:
    """Keep for a person what is likely, or was not done, unless it is decided that the two are two."""
    apart = apart_pairs(db)
    for pair in pairs:
        one, other = _merged_into(joined, pair.one), _merged_into(joined, pair.other)
        if one != other and frozenset((one, other)) not in apart:
            row = {"speaker_id": one, "other_id": other, "score": pair.score, "reason": pair.reason}
            db["proposals"].insert(row | {"created": now()}, ignore=True)
