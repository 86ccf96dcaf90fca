"""Distribution of tests to processes: tests that share a slow fixture go to the same process."""

import os
from fnmatch import fnmatchcase

from xdist.scheduler import LoadScopeScheduling

GROUPS = {
    "tests/e2e/test_commands.py::*": "commands",
    "tests/e2e/test_local_loop.py::*": "commands",
    "tests/e2e/test_[a-l]*": "first local stack",
    "tests/e2e/*": "second local stack",
    "tests/integration/test_updated_stack.py::*": "updated",
    "tests/integration/test_upgraded_project.py::*": "upgraded",
    "tests/integration/test_*": "third local stack",
    "tests/contract/*": "third local stack",
    "sandbox/tests/integration/test_public_clients.py::*": "clients",
    "tests/browser/*": "browser",
    "tests/simulation/test_simulation.py::*": "simulation",
}
"""Groups, by a pattern of their tests' IDs. The first match counts. Every other test function is its own group."""


class GroupScheduling(LoadScopeScheduling):
    """Gives a process the next group when it has little left to do. Groups of many tests go first.

    xdist goes through all groups of a process after each test, so twelve thousand groups take seconds.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next(
            (group for pattern, group in GROUPS.items() if fnmatchcase(nodeid, pattern)), nodeid.partition("[")[0]
        )


def processes() -> int:
    """Return two processes more than there are cores, because tests of local stacks and in browsers often wait."""
    return (os.cpu_count() or 1) + 2
