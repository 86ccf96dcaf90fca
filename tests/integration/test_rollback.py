"""A deploy breaks an action. A rollback makes the code before it live, and everything that waited completes.

All functions of the stack go back together, with the library. Later deploys go live as before.
"""

import shutil
import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.support.bundle import WORKER, copy_of_bundle, put
from tests.support.deployed import Deployed
from tests.support.quiet_stacks import quiet_stack
from typer.testing import CliRunner

from storehook_cli.main import cli
from storehook_cli.stack.live_code import LiveCode

pytestmark = pytest.mark.timeout(900)

LIBRARY = Path("layers", "core", "storehook", "__init__.py")

ACTION = """
from pathlib import Path

import storehook
from storehook import Context, Params, Retries, action

OFTEN = Retries(retry_count=100, initial_interval=2, backoff_factor=1, randomize_interval=False)


@action(webhooks=["store/cart/abandoned"], retries=OFTEN)
def charge(params: Params, ctx: Context) -> None:
    note = f"code A, library {getattr(storehook, 'RELEASE', 'A')}"
    (Path(params.folder) / (ctx.trigger.hash or "")).write_text(note)
"""

WORKS, FAILS = "    note = ", "    raise ConnectionError('the bad deploy')\n    note = "

WAITING = 5

MINUTE = 60.0


class Shop:
    """A separate stack, whose action notes its code and library."""

    def __init__(self, deployed: Deployed, folder: Path) -> None:
        self.deployed, self.folder = deployed, folder
        self.code = LiveCode(deployed.stack.deployment())
        self.action = deployed.stack.project / WORKER / "actions" / "charge.py"

    def deliver(self) -> str:
        """Deliver an event, and return its id."""
        cart = {"type": "cart", "id": "1", "folder": str(self.folder)}
        delivery = self.deployed.delivery("store/cart/abandoned", cart)
        self.deployed.deliver(delivery)
        return delivery.id

    def note(self, event: str) -> str:
        """Wait until an event's run has completed, and return what the action wrote."""
        self.deployed.run(event, "charge", "completed", 120)
        return (self.folder / event).read_text()

    def rollback(self, *words: str) -> str:
        """Run `storehook rollback` for this stack, and return what it printed."""
        deployment = self.deployed.stack.deployment()
        done = CliRunner().invoke(cli, ["rollback", *words], obj=lambda _: deployment)
        assert done.exit_code == 0, done.output
        return done.output

    def versions(self) -> set[int]:
        """Return the live versions of all functions."""
        return {*self.code.live(self.code.deployed()).values()}

    def audit(self) -> list[tuple[str, str]]:
        """Return the operation and the subject of each entry in the audit log, newest first."""
        entries = self.deployed.stack.deployment().audit().newest(50)
        return [(entry.operation, entry.subject) for entry in entries]


@dataclass
class Story:
    """Facts about a stack, in the order in which they happened.

    Args:
        seconds: time that the rollback took.
        completed: notes of the runs that had waited for it.
        entries: entries of the audit log after the rollback, and after a second one.
        live: live versions after each step.
        notes: notes of events that came after each step.
    """

    seconds: float = 0.0
    completed: list[str] = field(default_factory=list[str])
    entries: list[list[tuple[str, str]]] = field(default_factory=list[list[tuple[str, str]]])
    second: str = ""
    live: dict[str, set[int]] = field(default_factory=dict[str, set[int]])
    notes: dict[str, str] = field(default_factory=dict[str, str])


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Generator[Shop]:
    """A stack whose second deploy has a broken action and another library."""
    project, folder = copy_of_bundle(tmp_path_factory.mktemp("project")), tmp_path_factory.mktemp("noted")
    shutil.rmtree(project / WORKER / "actions")
    (project / WORKER / "actions").mkdir()
    (project / WORKER / "actions" / "charge.py").write_text(ACTION)
    with quiet_stack(project) as stack:
        deployed = Deployed(stack)
        with closing(deployed.http):
            shop = Shop(deployed, folder)
            assert shop.note(shop.deliver()) == "code A, library A"
            put(shop.action, WORKS, FAILS)
            put(shop.action, "code A", "code B")
            with (project / LIBRARY).open("a") as library:
                library.write('\nRELEASE = "B"\n')
            deployed.deploy()
            yield shop


@pytest.fixture(scope="module")
def story(shop: Shop) -> Story:
    """Events fail and wait. The deploy is rolled back, deployed again, rolled back, and followed by a fix."""
    story = Story()
    roll_back_while_runs_wait(shop, story)
    shop.deployed.deploy()
    story.live["the same deploy again"] = shop.versions()
    shop.code.go_live()
    story.live["made live by the command"] = shop.versions()
    shop.rollback("--yes")
    put(shop.action, FAILS, WORKS)
    put(shop.action, "code B", "code C")
    shop.deployed.deploy()
    shop.code.go_live()
    story.notes["the fix"] = shop.note(shop.deliver())
    shop.rollback("--yes")
    story.notes["the fix rolled back"] = shop.note(shop.deliver())
    shop.rollback("--to", "latest", "--yes")
    story.notes["forward"] = shop.note(shop.deliver())
    return story


def roll_back_while_runs_wait(shop: Shop, story: Story) -> None:
    waiting = [shop.deliver() for _ in range(WAITING)]
    for event in waiting:
        shop.deployed.run(event, "charge", "retrying")
    started = time.monotonic()
    shop.rollback("--yes")
    story.seconds = time.monotonic() - started
    story.live["rolled back"] = shop.versions()
    story.completed = [shop.note(event) for event in waiting]
    story.entries.append(shop.audit())
    story.second = shop.rollback("--yes")
    story.entries.append(shop.audit())


def test_a_rollback_takes_less_than_a_minute(story: Story) -> None:
    print(f"A rollback took {story.seconds:.2f} s")  # noqa: T201 -- a figure
    assert story.seconds < MINUTE


def test_all_functions_go_back_together(story: Story) -> None:
    assert story.live["rolled back"] == {1}


def test_all_that_waited_completes_with_the_code_and_the_library_from_before(story: Story) -> None:
    assert story.completed == ["code A, library A"] * WAITING


def test_it_is_in_the_audit_log(story: Story) -> None:
    ((operation, subject), *_) = story.entries[0]

    assert (operation, subject.startswith("deploy/")) == ("roll back", True)


def test_a_second_rollback_changes_nothing(story: Story) -> None:
    assert "live already" in story.second
    assert story.entries[0] == story.entries[1]


def test_cloudformation_leaves_the_same_deploy_rolled_back_and_the_command_makes_it_live(story: Story) -> None:
    assert story.live["the same deploy again"] == {1}
    assert story.live["made live by the command"] == {2}


def test_a_fix_goes_live(story: Story) -> None:
    assert story.notes["the fix"] == "code C, library B"


def test_the_fix_can_be_rolled_back_to_what_was_live_before_it_and_made_live_again(story: Story) -> None:
    assert story.notes["the fix rolled back"] == "code A, library A"
    assert story.notes["forward"] == "code C, library B"
