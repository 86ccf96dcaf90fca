"""Every order of the claims, ends and deaths of a run. It completes once, and it always ends."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.models import claiming
from tests.models.claiming import State, steps, violation
from tests.models.search import search

from storehook.runs import claims
from storehook.runs.run import Run

ONE_COPY = (0.0, None)


@pytest.mark.parametrize(
    "start",
    [State(), State(messages=ONE_COPY, deaths=1), State(messages=ONE_COPY, retries=1)],
    ids=["two copies", "a death", "a retry"],
)
def test_in_every_order_the_run_ends_once(start: State) -> None:
    result = search(start, steps, violation)

    assert not result.counterexample, result.counterexample
    assert result.states > 3000


def every_write_is_accepted(patch: pytest.MonkeyPatch) -> None:
    """The table stores a version without comparing it with its own."""
    patch.setattr(claiming, "follows", lambda *_: True)


def leases_are_ignored(patch: pytest.MonkeyPatch) -> None:
    """A worker claims a run while another works on it."""
    real = claims.claim

    def claim(stored: Run, *args: Any, **options: Any) -> claims.Claim:
        return real(replace(stored, lease_until=0.0), *args, **options)

    patch.setattr(claims, "claim", claim)


@pytest.mark.parametrize("bug", [every_write_is_accepted, leases_are_ignored])
def test_the_shortest_history_that_a_bug_breaks_is_found(
    monkeypatch: pytest.MonkeyPatch, bug: Callable[[pytest.MonkeyPatch], None]
) -> None:
    bug(monkeypatch)

    broken, *history = search(State(retries=1), steps, violation).counterexample.splitlines()

    assert broken == "two attempts overlap within their leases"
    assert history[-1] == "  worker 1 claims it"
