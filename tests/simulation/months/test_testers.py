"""A few histories of each tester break no promise, and its seeded bugs are found. `make chaos` plays thousands."""

import os
import subprocess
import sys

import pytest
from tests.simulation.months.seeded_bugs import BUGS, Bug
from tests.simulation.months.testers import TESTERS
from tests.support.repository import ROOT

FEW = {"sixty-days": 3}
"""Histories of a tester in `make test`, if not 60. Sixty days take more than a second."""

MANY = 1_500
"""Histories within which a seeded bug is found."""

FIRST_FINDER = {"absences_forgotten": 2, "retries_forgotten": 6}
"""Seed at which the search for a bug begins, if not at 0."""

SEEDED = [(tester, bug, promise) for tester, bugs in BUGS.items() for bug, promise in bugs.items()]

pytestmark = pytest.mark.disable_socket


@pytest.mark.parametrize("tester", BUGS)
def test_no_history_breaks_a_promise(tester: str) -> None:
    stories = (TESTERS[tester](seed) for seed in range(FEW.get(tester, 60)))
    broken = [str(story) for story in stories if story.broken]

    assert not broken, min(broken, key=len)


@pytest.mark.parametrize(("tester", "bug", "promise"), SEEDED, ids=[bug.__name__ for _, bug, _ in SEEDED])
def test_a_seeded_bug_is_found(monkeypatch: pytest.MonkeyPatch, tester: str, bug: Bug, promise: str) -> None:
    bug(monkeypatch)
    first = FIRST_FINDER.get(bug.__name__, 0)
    stories = (TESTERS[tester](seed) for seed in range(first, first + MANY))

    assert any(broken.startswith(promise) for story in stories for broken in story.broken)


@pytest.mark.parametrize("tester", BUGS)
def test_a_seed_gives_the_same_history_in_another_process(tester: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.simulation.months", tester, "7"],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "1"},  # this process has a random one
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"{TESTERS[tester](7)}\n"
