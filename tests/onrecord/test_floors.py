"""No score on the hand-annotated articles falls below its floor."""

import pytest

from tests import floors

FLOORS = floors.read_floors()


@pytest.fixture(scope="module")
def reached():
    return floors.scores()


def test_every_score_has_a_floor(reached):
    assert reached.keys() == FLOORS.keys()


@pytest.mark.parametrize("name", FLOORS)
def test_score_is_not_below_its_floor(name, reached):
    assert reached[name] >= FLOORS[name], (
        f"{name} was {FLOORS[name]:.4f} and is {reached[name]:.4f}; where that is meant: python -m tests.floors --lower"
    )


def test_floors_only_rise():
    before = {"speakers": 0.8, "roles": 0.5}
    after = {"speakers": 0.7, "roles": 0.61238, "stances": 0.3}
    assert floors.new_floors(before, after) == {"speakers": 0.8, "roles": 0.6123, "stances": 0.3}


def test_lowering_takes_its_own_word():
    assert floors.new_floors({"speakers": 0.8}, {"speakers": 0.7}, lower=True) == {"speakers": 0.7}
