"""Loops of event, write and echo are cut, whatever is written; what people edit is none."""

import json
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from tests.support.deployed import Delivery, Deployed, until
from tests.support.echo_pairs import PAIRS
from tests.support.merchants import Merchant, new_merchant
from tests.support.played_echoes import MANY, PlayedLoop, apart, play

from bigcommerce_sandbox import SandboxServer
from storehook.aws.items import deserialize, whole_or_float
from storehook.aws.write_marks import DynamoWriteMarks
from storehook.runs.loops import WriteMark

ORDER, FLIPPED, PRODUCT, EDITED, LATE, CUSTOMER = 100, 101, 77, 78, 79, 11
"""Resources that each new stand-in store has."""

IN_THE_STORE = ("PUT /v2/orders/100", "PUT /v3/catalog/products/180", "PUT /v3/customers")
"""Writes that the stand-in store takes, and echoes, itself."""

PLAYED = [pair for pair in PAIRS if pair.write not in IN_THE_STORE]
ENQUEUED = [pair for pair in PAIRS if pair.scope.startswith(("store/sku/", "store/order/metafield/"))]
NAMES = [f"{pair.scope} by {pair.write}" for pair in PLAYED] + [
    f"{pair.scope} by {pair.write} with a key" for pair in ENQUEUED
]

EDITS, LATE_EDITS, SECONDS_BETWEEN = 12, 30, 20
"""Of a product that is edited by hand for four and for ten minutes. A loop is cut after six writes at most."""

type Rows = Sequence[dict[str, Any] | None]


@pytest.fixture(scope="module")
def merchant(deployed: Deployed) -> Generator[Merchant]:
    """A store whose events the actions of `answer_echoes.py` answer; it may be called as often as one likes."""
    merchant = new_merchant(deployed, "loops")
    control = f"{deployed.info.sandbox_url}/_sandbox/stores/{merchant.store_hash}"
    httpx.put(f"{control}/rate", json={"quota": 100_000}).raise_for_status()
    merchant.install()
    merchant.registered()
    yield merchant
    deployed.stack.sandbox.uninstall(merchant.store_hash)  # ends a loop that was not cut
    deployed.stack.emulator.client("sqs").purge_queue(QueueUrl=deployed.info.outputs["DefaultDeadLetterQueue"])


def change_notes(store: SandboxServer, store_hash: str) -> None:
    store.update_order(store_hash, ORDER, staff_notes="loop")


def change_status(store: SandboxServer, store_hash: str) -> None:
    store.update_order(store_hash, FLIPPED, status_id=2)


def change_name(store: SandboxServer, store_hash: str) -> None:
    store.update_product(store_hash, PRODUCT, name="Dearer each time")


def change_customer(store: SandboxServer, store_hash: str) -> None:
    store.update_customer(store_hash, CUSTOMER, notes="Changed")


LOOPS = [
    ("store/order/updated", ORDER, "naive", change_notes),
    ("store/order/statusUpdated", FLIPPED, "flip_status", change_status),
    ("store/product/updated", PRODUCT, "raise_price", change_name),
    ("store/customer/updated", CUSTOMER, "count_changes", change_customer),
]
"""Loops that the stand-in store keeps going: the scope, the resource, the action, and a first change."""


@pytest.fixture(scope="module")
def changed(merchant: Merchant) -> None:
    """The first change of each of these loops. They wait for each write a bit longer, all at the same time."""
    for *_, change in LOOPS:
        change(merchant.deployed.stack.sandbox, merchant.store_hash)


@pytest.fixture(scope="module")
def loops(deployed: Deployed, merchant: Merchant, changed: None) -> list[PlayedLoop]:
    """A loop of each pair that the stand-in store does not have, all of them begun, while the others go on."""
    pairs = enumerate(apart([*PLAYED, *ENQUEUED]))
    loops = [PlayedLoop(pair, deployed, merchant.store_hash, enqueues=at >= len(PLAYED)) for at, pair in pairs]
    play(loops)
    with ThreadPoolExecutor(4) as beginning:
        list(beginning.map(PlayedLoop.happen, loops))
    return loops


def ended(runs: Callable[[], Rows]) -> list[dict[str, Any]]:
    """The runs of a loop, once the last of them has failed, or they are too many."""

    def look() -> list[dict[str, Any]] | None:
        found = runs()
        done = [run for run in found if run and run["state"] in ("completed", "failed")]
        is_over = len(done) >= MANY or (len(done) == len(found) > 0 and done[-1]["state"] == "failed")
        return done if is_over else None

    return until(look, seconds=200)


def assert_cut_after_four_writes(runs: list[dict[str, Any]]) -> None:
    assert [run["state"] for run in runs] == ["completed"] * 4 + ["failed"]
    assert runs[-1]["error_type"] == "LoopDetected"
    assert len(runs[-1]["attempts"]) == 1


@pytest.mark.parametrize("number", range(len(NAMES)), ids=NAMES)
def test_whatever_is_written_an_action_that_answers_each_echo_is_cut(loops: list[PlayedLoop], number: int) -> None:
    assert_cut_after_four_writes(ended(loops[number].runs))


def events(merchant: Merchant, scope: str, resource_id: int) -> list[str]:
    """The events that the stand-in store has sent about a resource."""
    sent = merchant.deployed.stack.sandbox.deliveries(merchant.store_hash)
    return [each.id for each in sent if each.scope == scope and json.loads(each.body)["data"]["id"] == resource_id]


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize(("scope", "resource_id", "action"), [loop[:3] for loop in LOOPS])
def test_an_action_that_answers_each_echo_of_the_stand_in_store_is_cut(
    merchant: Merchant, scope: str, resource_id: int, action: str
) -> None:
    def runs() -> Rows:
        found = events(merchant, scope, resource_id)
        return [merchant.deployed.runs(each, merchant.store_hash).get(action) for each in found]

    assert_cut_after_four_writes(ended(runs))


def describe_runs(merchant: Merchant) -> list[str | None]:
    """Return the states of the runs of `describe`, one for each event about the product."""
    found = events(merchant, "store/product/updated", EDITED)
    rows = [merchant.deployed.runs(each, merchant.store_hash).get("describe") for each in found]
    return [row["state"] if row else None for row in rows]


def edit(merchant: Merchant, number: int) -> None:
    """Rename the product by hand, which `describe` answers with a write, and the echo of that with none."""
    merchant.deployed.stack.sandbox.update_product(merchant.store_hash, EDITED, name=f"Edit {number}")

    def is_answered() -> bool:
        states = describe_runs(merchant)
        return "failed" in states or states == ["completed"] * 2 * number

    until(is_answered)


def pass_time(merchant: Merchant, seconds: float) -> None:
    """Let what is remembered of the writes to the product be so much older."""
    deployed = merchant.deployed
    client, table = deployed.stack.emulator.client("dynamodb"), deployed.info.outputs["Runs"]
    resource = f"product/{EDITED}"
    answer = client.query(
        TableName=table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"write#{merchant.store_hash}#{resource}"}},
        ConsistentRead=True,
    )
    assert answer["Items"]
    for item in answer["Items"]:
        client.delete_item(TableName=table, Key={"pk": item["pk"], "sk": item["sk"]})
        row = deserialize(item, whole_or_float)
        older = WriteMark(row["at"] - seconds, row["chain"])
        DynamoWriteMarks(client, table).put(merchant.store_hash, resource, older)


def test_a_product_that_is_edited_by_hand_twelve_times_in_four_minutes_is_not_cut(merchant: Merchant) -> None:
    for number in range(1, EDITS + 1):
        edit(merchant, number)
        pass_time(merchant, SECONDS_BETWEEN)

    assert describe_runs(merchant) == ["completed"] * 2 * EDITS


def late_edit(merchant: Merchant, number: int) -> Delivery:
    """An event of one of those ten minutes, which has been waiting since."""
    happened_at = int(time.time()) - (LATE_EDITS - number) * SECONDS_BETWEEN - 60
    answer = {"method": "PUT", "path": f"/v3/catalog/products/{LATE}", "body": {"price": number}, "enqueues": False}
    data = {"type": "product", "id": LATE, "answer": answer}
    store_hash = merchant.store_hash
    return merchant.deployed.delivery("store/product/updated", data, store_hash=store_hash, created_at=happened_at)


def test_ten_minutes_of_edits_that_are_delivered_late_and_at_once_are_not_cut(merchant: Merchant) -> None:
    edits = [late_edit(merchant, number) for number in range(LATE_EDITS)]
    for each in edits:
        merchant.deployed.deliver(each)

    def states() -> list[str] | None:
        rows = [merchant.deployed.runs(each.id, merchant.store_hash).get("answer_echoes") for each in edits]
        found = [row["state"] for row in rows if row and row["state"] in ("completed", "failed")]
        return found if len(found) == LATE_EDITS else None

    assert until(states) == ["completed"] * LATE_EDITS
    assert len(events(merchant, "store/product/updated", LATE)) == LATE_EDITS
