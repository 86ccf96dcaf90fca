"""Distribution of tests to processes: tests that share a slow fixture go to the same process."""

from xdist.scheduler import LoadScopeScheduling

GROUPS = {
    "tests/e2e/test_commands.py": "commands",
    "tests/e2e/test_local_loop.py": "commands",
    "tests/e2e/": "stack",
    "tests/contract/": "stack",
    "tests/integration/test_updated_stack.py": "updated",
    "tests/integration/test_upgraded_project.py": "upgraded",
    "tests/integration/test_": "stack",
    "sandbox/tests/integration/test_public_clients.py": "clients",
    "tests/browser/": "browser",
    "tests/simulation/test_simulation.py": "simulation",
}
"""Groups, by the prefix of their tests' IDs. The first match counts. Every other test is its own group."""


class GroupScheduling(LoadScopeScheduling):
    """Gives a process the next group when it has little left to do."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for begin, group in GROUPS.items() if nodeid.startswith(begin)), nodeid)
