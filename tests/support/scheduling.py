"""Distribution of tests to processes: tests that share a slow fixture go to the same process."""

import os
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController

GROUPS = {
    "tests/e2e/test_commands.py::*": "commands",
    "tests/e2e/test_local_loop.py::*": "commands",
    "tests/e2e/test_[a-l]*": "first local stack",
    "tests/e2e/*": "second local stack",
    "tests/integration/test_new_project.py::*": "new project",
    "tests/integration/test_read_costs.py::*": "tables",
    "tests/integration/test_rollback.py::*": "rollback",
    "tests/integration/test_tick_calls.py::*": "tables",
    "tests/integration/test_updated_stack.py::*": "updated",
    "tests/integration/test_upgraded_project.py::*": "upgraded",
    "tests/integration/test_*": "third local stack",
    "tests/contract/*": "third local stack",
    "sandbox/tests/integration/test_public_clients.py::*": "clients",
    "tests/browser/test_[a-h]*": "first browser",
    "tests/browser/*": "second browser",
    "tests/simulation/test_simulation.py::*": "simulation",
}
"""Groups, by a pattern of their tests' IDs. The first match counts. Every other test function is its own group."""

FIRST = (
    "first local stack",
    "first browser",
    "second browser",
    "third local stack",
    "second local stack",
    "new project",
    "rollback",
    "commands",
    "updated",
    "tables",
    "upgraded",
    "simulation",
)
"""Groups that take longest, in the order in which they start. The others fill the gaps at the end."""


class GroupScheduling(LoadScopeScheduling):
    """Gives a process the next group when it has little left to do: first the long ones, then those of many tests."""

    def _split_scope(self, nodeid: str) -> str:
        return next(
            (group for pattern, group in GROUPS.items() if fnmatchcase(nodeid, pattern)), nodeid.partition("[")[0]
        )

    def _assign_work_unit(self, node: "WorkerController") -> None:
        group = next((group for group in FIRST if group in self.workqueue), None)
        if group:
            self.workqueue.move_to_end(group, last=False)
        super()._assign_work_unit(node)

    def mark_test_complete(self, node: "WorkerController", item_index: int, duration: float = 0) -> None:
        """Forget a test that has ended. xdist goes through all that it remembers after each test."""
        super().mark_test_complete(node, item_index, duration)
        test, groups = self.registered_collections[node][item_index], self.assigned_work[node]
        group = self._split_scope(test)
        del groups[group][test]
        if not groups[group]:
            del groups[group]


def processes() -> int:
    """Return one process more than there are cores, because tests of local stacks and in browsers often wait."""
    return (os.cpu_count() or 1) + 1
