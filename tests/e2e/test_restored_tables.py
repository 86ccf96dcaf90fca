"""Tables go back to a time, as the runbook says, while deliveries come: none of these is refused, and none is lost."""

import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from tests.support.console_api import ConsoleApi
from tests.support.deployed import Delivery, Deployed, until
from tests.support.merchants import Merchant, new_merchant
from tests.support.steady_traffic import Traffic, steady_traffic
from tests.support.waiting_runs import wait_until

from storehook.runs.run import Run
from storehook.stores.store import Store
from storehook_cli.stack.deployment import on_this_machine

pytestmark = pytest.mark.timeout(300)

TABLES = ("Stores", "Runs", "Records")

AWAY = 4
"""Answers that are given while a table is away."""

SOON = 4.0
"""Seconds until a run is due that waits at the time that tables go back to."""


@dataclass
class Restored:
    """A stack whose tables have gone back to a time.

    Args:
        before: what had completed at that time.
        waited: what waited then, and had completed when the tables went back.
        between: what came and completed after that time, and before the tables went back.
        order_id: an order of then.
        traffic: what came while the tables were away.
        began: how often each run has begun in all, by its run key.
    """

    before: Delivery
    waited: Run
    between: Delivery
    order_id: int
    traffic: Traffic
    began: Counter[str]


class Restore:
    """Steps of the runbook.

    Args:
        deployed: the stack.
        folder: where an action notes what it does.
    """

    def __init__(self, deployed: Deployed, folder: Path) -> None:
        self.deployed, self.folder = deployed, folder
        self.dynamodb: Any = deployed.stack.emulator.client("dynamodb")
        self.names = [deployed.info.outputs[each] for each in TABLES]

    def note(self, store_hash: str = "", secret: str = "") -> Delivery:
        """A delivery that an action notes."""
        return self.deployed.delivery("store/cart/abandoned", self.data(), store_hash=store_hash, secret=secret)

    def data(self) -> dict[str, object]:
        """Return the event's data for that action."""
        return {"type": "cart", "id": "cart-1", "fails": "never", "folder": str(self.folder)}

    def state(self, delivery: Delivery) -> str:
        """Return the state of a delivery's run."""
        return self.deployed.runs(delivery.id, delivery.store_hash).get("note_run", {}).get("state", "")

    def completed(self) -> Delivery:
        """One that has completed."""
        delivery = self.note()
        self.deployed.deliver(delivery)
        until(lambda: self.state(delivery) == "completed")
        return delivery

    def copy(self) -> None:
        """Have a copy of each table as it was a moment ago: the local AWS knows no other time."""
        for name in self.names:
            self.dynamodb.restore_table_to_point_in_time(
                SourceTableName=name, TargetTableName=f"{name}-copy", UseLatestRestorableTime=True
            )

    def put_back(self, traffic: Traffic) -> None:
        """Have each copy in place of its table, which is away while some deliveries come: on AWS, for minutes."""
        for name in self.names:
            copy = {"TableName": f"{name}-copy"}
            backup = self.dynamodb.create_backup(**copy, BackupName="restored")["BackupDetails"]["BackupArn"]
            self.dynamodb.delete_table(TableName=name)
            came = traffic.answers.total()
            until(lambda: traffic.answers.total() >= came + AWAY)  # noqa: B023 -- it is over before the next table
            self.dynamodb.restore_table_from_backup(TargetTableName=name, BackupArn=backup)
            self.dynamodb.delete_table(**copy)

    def began(self) -> Counter[str]:
        """Count the started attempts by run key."""
        lines = [line.split() for line in (self.folder / "attempts").read_text().splitlines() if " began " in line]
        return Counter(run_key for *_, run_key in lines)


@pytest.fixture(scope="module")
def owner(deployed: Deployed) -> Merchant:
    """A store with an API account of its own: its secret is in the table of stores, and nowhere else."""
    merchant = new_merchant(deployed)
    account = merchant.account
    stores = on_this_machine(deployed.stack.state).stores()
    stores.add(Store(merchant.store_hash, account="store"), account.access_token, account.client_secret)
    return merchant


@pytest.fixture(scope="module")
def restored(deployed: Deployed, owner: Merchant, tmp_path_factory: pytest.TempPathFactory) -> Restored:
    restore = Restore(deployed, tmp_path_factory.mktemp("noted"))
    (restore.folder / "effects").mkdir()
    before = restore.completed()
    due_at = time.time() + SOON
    waited = wait_until(deployed, due_at, action="note_run", scope="store/cart/abandoned", data=restore.data())
    restore.copy()
    at = time.time()
    deployed.stack.invoke("Timer", {})
    deployed.run(waited.key.event_id, "note_run", "completed")
    order_id = deployed.stack.sandbox.create_order(deployed.info.store_hash)["id"]
    until(lambda: record(deployed, order_id))
    between = restore.completed()
    either = cycle([{}, {"store_hash": owner.store_hash, "secret": owner.account.client_secret}])
    with ExitStack() as unread:
        unread.enter_context(deployed.unread_queues())
        with steady_traffic(deployed, lambda: restore.note(**next(either))) as traffic:
            restore.put_back(traffic)
            unread.close()  # deliveries still arrive when the queues are read again
    deployed.deliver(before)
    deployed.stack.invoke("Timer", {})
    until(lambda: all(restore.state(each) == "completed" for each in traffic.accepted))
    deployed.run(waited.key.event_id, "note_run", "completed")
    ConsoleApi(deployed).post(f"stores/{deployed.info.store_hash}/catch-up", since=at, dry_run=False)
    until(lambda: record(deployed, order_id))
    until(lambda: deployed.waiting() == 0)
    return Restored(before, waited, between, order_id, traffic, restore.began())


def record(deployed: Deployed, order_id: int) -> bool:
    """Return whether the order's record exists."""
    key = {"pk": {"S": f"{deployed.info.store_hash}#Order"}, "sk": {"S": str(order_id)}}
    dynamodb: Any = deployed.stack.emulator.client("dynamodb")
    return "Item" in dynamodb.get_item(TableName=deployed.info.outputs["Records"], Key=key)


def began(restored: Restored, delivery: Delivery) -> int:
    return restored.began[f"{delivery.store_hash}/{delivery.id}/note_run"]


def test_what_comes_while_tables_are_away_is_accepted_and_runs_once(restored: Restored) -> None:
    """A store's own secret cannot be read while its table is away, so its deliveries are accepted afterwards."""
    assert restored.traffic.accepted
    assert set(restored.traffic.answers) == {200, 503}
    assert {began(restored, each) for each in restored.traffic.accepted} == {1}


def test_what_had_completed_at_that_time_does_not_run_again(restored: Restored) -> None:
    """Although it was delivered again."""
    assert began(restored, restored.before) == 1


def test_what_waited_at_that_time_and_has_run_since_runs_once_more_by_the_same_key(restored: Restored) -> None:
    assert restored.began[restored.waited.run_key] == 2


def test_what_has_completed_since_is_forgotten_and_stays_done(deployed: Deployed, restored: Restored) -> None:
    assert deployed.runs(restored.between.id) == {}
    assert began(restored, restored.between) == 1


def test_a_catch_up_brings_back_what_was_made_of_the_orders_of_then(deployed: Deployed, restored: Restored) -> None:
    assert record(deployed, restored.order_id)
