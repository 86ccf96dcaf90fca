"""Every order of ticks, deaths, a pause and a deploy. Each store has one run of each occurrence, by the policy."""

from functools import partial

import pytest
from tests.models.scheduling import Rules, moves, start, violation
from tests.models.search import Search, search

from storehook.schedules.schedule import MISSED, Missed


def searched(rules: Rules) -> Search:
    return search(start(rules), partial(moves, rules=rules), partial(violation, rules=rules))


@pytest.mark.parametrize("missed", MISSED)
def test_in_every_order_each_store_has_one_run_of_each_occurrence_by_the_policy(missed: Missed) -> None:
    result = searched(Rules(missed=missed))

    assert not result.counterexample, result.counterexample
    assert result.states > 1000


@pytest.mark.parametrize(
    ("rules", "broken"),
    [
        (Rules(saves_checked=False), "an occurrence begins again"),
        (Rules(runs_first=False), "a store has no run of an occurrence"),
        (Rules(named_by="tick"), "an occurrence has two runs in a store"),
        (Rules(deploy="drops the occurrence"), "a store has no run of an occurrence"),
        (Rules(deploy="counts earlier times"), "an occurrence counts that is before its schedule"),
        (Rules(resume="forgets"), "an occurrence has not begun that the policy wants"),
    ],
    ids=["unchecked", "progress first", "named by tick", "dropped by a deploy", "made up by a deploy", "forgotten"],
)
def test_another_rule_breaks_this(rules: Rules, broken: str) -> None:
    assert searched(rules).counterexample.splitlines()[:1] == [broken]
