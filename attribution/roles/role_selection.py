"""Which of a person's roles they speak in at a place of the text.

First the roles that are permitted, then what is preferred among them: an office before an occupation, one held now
before a former one, the one stated last before the place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from attribution.lexicon.closed_class import PARTY_MEMBERS
from attribution.lexicon.nouns import noun
from attribution.types import Role

# Whose they are says little of them: an office stated beside counts for more.
RELATIVE = {"predecessor", "successor", "counterpart", "opponent", "rival", "critic", "challenger"}


def role_at(roles: Sequence[Role], position: int) -> int | None:
    """Return the index of the office stated last before ``position``, or else the first one stated after.

    A mere occupation ("a hydrologist") is no office, a rank only where there is no other. A short form gives
    way to the full one stated elsewhere ("Minister", "foreign minister of Norland").
    """
    current = _preferably_current(roles, _offices(roles))
    before = [i for i in current if roles[i].evidence.start < position] or current[:1]
    return _fullest_form(roles, before[-1], current) if before else None


def _offices(roles: Sequence[Role]) -> list[int]:
    """Return the indexes of the roles that can be spoken in: offices, lawyers last; else ranks."""
    offices = [i for i, role in enumerate(roles) if role.organisation or _has_noun(role, "office")]
    offices += [i for i, role in enumerate(roles) if role.office == "lawyer" and i not in offices]
    offices = [i for i in offices if not _words_of_title(roles[i]) & RELATIVE] or offices
    return offices or [i for i, role in enumerate(roles) if _has_noun(role, "rank")]


def _preferably_current(roles: Sequence[Role], offices: list[int]) -> list[int]:
    """Return the offices held now, else all; of these those that are more than a party ("Republican"), else all."""
    current = [i for i in offices if roles[i].status != "former"] or offices
    return [i for i in current if roles[i].title not in PARTY_MEMBERS.values()] or current


def _fullest_form(roles: Sequence[Role], chosen: int, offices: Sequence[int]) -> int:
    """Return the last of the offices whose statement has all the words of the chosen one and more, else that one."""
    words = set(roles[chosen].stated.lower().split())
    fuller = [i for i in offices if words < set(roles[i].stated.lower().replace("’s", "").split())]
    return fuller[-1] if fuller else chosen


def _words_of_title(role: Role) -> set[str]:
    """Return the words of a title before a preposition: "foreign minister" of "foreign minister of Norland"."""
    return set(re.split(r" (?:of|for|to|at|in) ", role.title)[0].lower().replace("-", " ").split())


def _has_noun(role: Role, kind: str) -> bool:
    """Return whether a title has a noun of a kind."""
    return any(noun(word).kind == kind for word in _words_of_title(role))
