"""The role somebody speaks in: of all that the text states, the one that fits the place."""

import pytest

from attribution.roles.office_classes import status_of
from attribution.roles.role_selection import role_at
from attribution.types import Role
from quotes.types import Span


def role(stated: str, start: int, organisation: str | None = None) -> Role:
    title = stated.split(" of ")[0]
    return Role(title, organisation, stated, Span(start, start + len(stated)), status=status_of(title))


@pytest.mark.parametrize(
    ("roles", "at", "chosen"),
    [
        ([], 50, None),
        ([role("mayor", 80)], 50, "mayor"),  # said only later
        ([role("mayor", 10), role("senator", 30)], 50, "senator"),
        ([role("mayor", 10), role("senator", 80)], 50, "mayor"),
        ([role("mayor", 10), role("hydrologist", 30)], 50, "mayor"),  # an occupation is no office
        ([role("schoolteacher", 10)], 50, None),
        ([role("Minister of Velm", 10, "Velm"), role("Minister", 30)], 50, "Minister of Velm"),
        ([role("mayor", 10), role("former senator", 30)], 50, "mayor"),
    ],
)
def test_the_role_somebody_speaks_in(roles: list[Role], at: int, chosen: str | None) -> None:
    index = role_at(roles, at)
    assert (roles[index].stated if index is not None else None) == chosen
