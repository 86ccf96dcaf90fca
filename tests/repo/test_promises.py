"""Every promise names the tests that fail if it is broken, and a bug that they have caught."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from tests.support import seeded_bugs
from tests.support.promises import Promise, promises
from tests.support.repository import ROOT

PROMISES = promises()
ELSEWHERE = [(bug, promise) for promise in PROMISES for bug in promise.bugs if bug in seeded_bugs.BUGS]
SIMULATED = (ROOT / "tests/simulation/bugs.py", ROOT / "tests/simulation/waiting_bugs.py")
SEEN_BY = ROOT / "tests/simulation/test_bugs_are_caught.py"


def simulated_bugs() -> Iterator[str]:
    """Yield the names of the bugs that the simulation looks for."""
    for path in SIMULATED:
        nodes = ast.parse(path.read_text()).body
        yield from (node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.name[0] != "_")


def test_each_of_the_ten_promises_and_what_waits_has_its_rows() -> None:
    assert {promise.number for promise in PROMISES} == set(range(11))


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.name)
def test_a_promise_has_tests_and_a_bug(promise: Promise) -> None:
    assert promise.tests
    assert promise.bugs


@pytest.mark.parametrize("test", sorted({test for promise in PROMISES for test in promise.tests}))
def test_a_test_that_is_named_is_there(test: str) -> None:
    path, _, name = test.partition("::")
    nodes = ast.walk(ast.parse((ROOT / path).read_text()))

    assert name in {node.name for node in nodes if isinstance(node, ast.FunctionDef)}


def test_the_bugs_that_are_named_are_those_that_are_put_in() -> None:
    named = [bug for promise in PROMISES for bug in promise.bugs]

    assert sorted(named) == sorted([*simulated_bugs(), *seeded_bugs.BUGS])


@pytest.mark.parametrize("bug", sorted(simulated_bugs()))
def test_the_simulation_looks_for_each_bug(bug: str) -> None:
    assert f"bugs.{bug}, Promise." in SEEN_BY.read_text()


@pytest.mark.parametrize(("bug", "promise"), ELSEWHERE, ids=[bug for bug, _ in ELSEWHERE])
def test_a_bug_is_caught_by_the_first_test_of_its_promise(bug: str, promise: Promise) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "tests.support.seeded_bugs", promise.tests[0]],
        cwd=ROOT,
        env=os.environ | {"STOREHOOK_BUG": bug},
        capture_output=True,
        text=True,
    )

    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout
