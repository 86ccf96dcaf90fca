"""Which tests go to one process when several run them: those that share what takes long to start."""

from xdist.scheduler import LoadScopeScheduling

GROUPS = {
    "tests/e2e/test_commands.py": "commands",
    "tests/e2e/test_kills.py": "kills",
    "tests/e2e/": "stack",
    "tests/contract/": "stack",
    "tests/integration/test_updated_stack.py": "updated",
    "tests/integration/test_upgraded_project.py": "upgraded",
    "tests/integration/test_own_action.py": "own",
    "tests/integration/test_": "stack",
    "sandbox/tests/integration/test_public_clients.py": "clients",
    "tests/browser/": "browser",
    "tests/simulation/test_simulation.py": "simulation",
}
"""Groups, by how the ids of their tests begin. The first that fits counts; every other test is by itself."""


class GroupScheduling(LoadScopeScheduling):
    """Gives each process a group, or a test that belongs to none, whenever it has little left to do."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for begin, group in GROUPS.items() if nodeid.startswith(begin)), nodeid)
