"""A stack with something in every place where things can wait, written by the stack's own version."""

import secrets
import shutil
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.support.bundle import ACTIONS, WORKER
from tests.support.console_api import ConsoleApi
from tests.support.deployed import Deployed, until
from tests.support.merchants import new_merchant
from tests.support.quiet_stacks import quiet_stack
from tests.support.repository import ROOT
from tests.support.updated_stacks import CONSUMERS, OWN_SECRET, Stack

from storehook_cli.stack.deployment import on_this_machine

WAITING_ACTIONS = ROOT / "tests" / "integration" / "actions" / "wait.py"

IN_A_MINUTE = {"scheduled": 2, "retrying": 3, "waiting": 1, "coalesced": 2}
"""The number of runs in each state that continue by themselves."""

WITH_ECHO = 2
"""Events of an order that is written back to."""

UNREAD = 3
"""Messages that no consumer has read."""


@contextmanager
def waiting_stack(project: Path, folder: Path) -> Generator[Stack]:
    """Start a stack of a project with added actions, and put something in every place where things can wait.

    Args:
        project: the folder of template.yaml.
        folder: the folder in which the actions write down what they do.
    """
    (folder / "effects").mkdir()
    for actions in (ACTIONS / "note_run.py", WAITING_ACTIONS):
        shutil.copy(actions, project / WORKER / "actions")
    with quiet_stack(project) as up:
        deployed = Deployed(up)
        with closing(deployed.http):
            stack = Stack(deployed, folder, new_merchant(deployed), f"gone{secrets.token_hex(4)}")
            _fill(stack)
            yield stack


def _fill(stack: Stack) -> None:
    _keep_a_tombstone_and_a_secret(stack)
    _let_a_store_be_paused(stack)
    awaited = {
        stack.deliver(): "completed",
        stack.deliver(fails="always", tries=2): "failed",
        stack.deliver(store_hash=stack.paused.store_hash): "held",
    }
    stack.deployed.stack.sandbox.create_order(stack.deployed.info.store_hash, customer_message="From Gadget")
    _let_wait_for_a_minute(stack)
    until(lambda: awaited.items() <= stack.contents().states.items() and len(stack.rows("Records")) == 2)
    until(lambda: [run.key.action for run in stack.runs() if run.state == "completed"].count("sync_order") == WITH_ECHO)
    until(lambda: stack.deployed.waiting(delayed=True) == 0 and stack.deployed.dead_letters())
    stack.deployed.read_queues(*CONSUMERS, reads=False)
    for _ in range(UNREAD):
        stack.deliver()


def _keep_a_tombstone_and_a_secret(stack: Stack) -> None:
    # `storehook stores purge` would wait for 15 minutes.
    now = int(time.time())
    row = {"store_hash": {"S": stack.purged}, "status": {"S": "purged"}}
    row |= {"purged_at": {"N": str(now)}, "expires_at": {"N": str(now + 86_400)}}
    stack.deployed.stack.emulator.client("dynamodb").put_item(TableName=stack.deployed.info.outputs["Stores"], Item=row)
    on_this_machine(stack.deployed.stack.state).secrets().put(*OWN_SECRET)


def _let_a_store_be_paused(stack: Stack) -> None:
    stack.paused.install()
    ConsoleApi(stack.deployed).post(f"stores/{stack.paused.store_hash}/pause", reason="Moving house")


def _let_wait_for_a_minute(stack: Stack) -> None:
    """Create runs in the lane "long" that wait in each way, and a record whose `on_success` is pending."""
    stack.deliver("note_run_again", "store/cart/converted", fails="once", tries=2)
    stack.deliver("keep_basket", "store/cart/lineItem/deleted", tries=2)
    first = stack.deliver("note_run_in_turn", "store/cart/couponApplied", fails="once", tries=2)
    until(lambda: stack.contents().states.get(first) == "retrying")
    stack.deliver("note_run_in_turn", "store/cart/couponApplied")
    for scope in ("created", "updated"):  # of a window, and of one key
        for _ in range(2):
            stack.send(f"store/cart/lineItem/{scope}")
    until(lambda: _counts(stack) == IN_A_MINUTE)
    stack.tries.update({run.run_key: 1 for run in stack.runs() if run.state == "scheduled"})


def _counts(stack: Stack) -> dict[str, int]:
    states = [run.state for run in stack.runs()]
    return {state: states.count(state) for state in IN_A_MINUTE}
