"""Commands as docs/guides/operating.md and a project's own documents show them, run on a deployed stack."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.bundle import ROOT
from tests.support.deployed import Deployed, until

STOREHOOK = Path(sys.executable).parent / "storehook"
PROJECT = ROOT / "cli/storehook_cli/authoring/project_files"
SECTION = re.search(r"## Use the command line\n(.*?)\n## ", (ROOT / "docs/guides/operating.md").read_text(), re.DOTALL)
COMMANDS = [
    line.split("#")[0].removeprefix("$ ").strip()
    for line in (SECTION[1] if SECTION else "").splitlines()
    if line.startswith("$ storehook ") and not line.startswith("$ storehook console")
]

MIGRATION = re.search(
    r"```python\n(def to_cents.*?)```", (ROOT / "docs/guides/writing-actions.md").read_text(), re.DOTALL
)

COMMANDS += [
    line.split("  #")[0].removeprefix(".venv/bin/")
    for line in re.findall(r"^\$\$ (.*--local.*)$", (PROJECT / "AGENTS.md").read_text(), re.MULTILINE)
]


@pytest.fixture(scope="module")
def real(deployed: Deployed) -> dict[str, str]:
    """Values of this stack for those in the examples: a failed run, its cause, and a record."""
    before = len(deployed.stack.sandbox.deliveries(deployed.info.store_hash))
    deployed.stack.change_order(101, customer_message="As it is documented")
    sent = until(lambda: deployed.stack.sandbox.deliveries(deployed.info.store_hash, since=before))[0]
    deployed.run(sent.id, "sync_order", "completed")
    delivery = deployed.delivery("store/category/deleted", {"type": "category", "id": 4711})
    assert deployed.post(delivery) == 200
    run = deployed.run(delivery.id, "shelve", "failed", seconds=120)
    return {
        "8jbhprizry": deployed.info.store_hash,
        "64d346b71e4c02453da81c5d97cec8063a6e7a4d": delivery.id,
        "sync_order": "shelve",
        "113": "101",
        "c329445c267f": run["fingerprint"],
    }


def test_the_section_has_commands() -> None:
    assert len(COMMANDS) >= 10


@pytest.fixture(scope="module", autouse=True)
def migration(deployed: Deployed) -> Iterator[None]:
    """Save the documented function of a migration where its guide says, for these tests."""
    assert MIGRATION is not None
    module = deployed.stack.project / "functions/worker/models/migrations.py"
    module.write_text(MIGRATION[1])
    yield
    module.unlink()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_runbook_works(deployed: Deployed, real: dict[str, str], command: str) -> None:
    words = [real.get(word, word) for word in shlex.split(command)[1:]]
    local = [] if words[0] in ("scopes", "use") else ["--local"]

    done = subprocess.run(
        [STOREHOOK, *words, *local],
        cwd=deployed.stack.project,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )

    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stdout + done.stderr
