"""A store in the sandbox is caught up over HTTP, through the limiter, into a queue and a consumer in memory."""

import time
from collections import Counter
from collections.abc import Iterator
from functools import partial

import pytest
from tests.support.deployment import Deployment, declared
from tests.support.memory import MemoryCatchUps, MemoryHistory, MemoryOpenGaps
from tests.support.sandbox_shop import FIRST, Shop, open_shop, sandbox_stores

from bigcommerce_sandbox import Choices, SandboxServer
from storehook.actions.params import Params
from storehook.bigcommerce.connections import connections
from storehook.catch_up.work import CatchUp
from storehook.queues.task import Task
from storehook.stores.store import Store
from storehook.testing.memory import MemoryLanes

MANY = 600
"""More than two pages, and all of one second."""

heard: Counter[tuple[str, int]] = Counter()


@pytest.fixture(scope="module", params=[True, False], ids=["the moment itself let through", "left out"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[SandboxServer]:
    """Stores whose filters by date do, or do not, let their own moment through: that is not documented."""
    with SandboxServer(stores=sandbox_stores(), choices=Choices(includes_moment=request.param)) as server:
        yield server


@pytest.fixture
def shop(sandbox: SandboxServer) -> Iterator[Shop]:
    with open_shop(sandbox.url) as shop:
        yield shop


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    heard.clear()
    yield
    heard.clear()


def sync(params: Params, _ctx: object) -> None:
    """Keep what it was told of."""
    heard[params.type, params.id] += 1


def reconciler(shop: Shop, deployment: Deployment) -> CatchUp:
    """Return the catch-up of one reconciler."""
    return CatchUp(
        registry=deployment.registry,
        stores=shop.stores,
        lanes=MemoryLanes("default", deployment.queues, deployment.dead_letters),
        history=MemoryHistory(deployment.repository),
        gaps=MemoryOpenGaps(shop.stores),
        catch_ups=MemoryCatchUps(shop.stores),
        connect=partial(connections, shop.consumer()),
    )


def ids(shop: Shop, version: str, path: str, **query: object) -> set[int]:
    """The ids in a list, by the sandbox itself."""
    client = shop.client()
    api = client.v2 if version == "v2" else client.v3
    return {item["id"] for item in api.list(path, query=query)}  # type: ignore[arg-type]


def test_what_was_changed_in_an_outage_runs_once(shop: Shop) -> None:
    before = ids(shop, "v2", "/orders")
    since = time.time()
    shop.control("POST", "fill", orders=MANY)
    for order_id in sorted(before)[:3]:
        shop.client().v2.put("/orders/{order_id}", order_id=order_id, json={"staff_notes": "changed"})
    changed = ids(shop, "v2", "/orders") - before | set(sorted(before)[:3])
    deployment = Deployment(declared(sync, "store/order/*"))
    catch_up = reconciler(shop, deployment)

    assert catch_up.work(Task("catch-up", FIRST, since=since + 5), time.time(), 60.0) is True
    deployment.drain()
    assert catch_up.work(Task("catch-up", FIRST, since=since + 5), time.time(), 60.0) is True
    deployment.drain()

    assert {order_id for _, order_id in heard} >= changed
    assert set(heard.values()) == {1}
    progress = catch_up.catch_ups.get(FIRST)
    assert progress is not None
    # What other tests have filled in a moment ago may lie within the first gap, and no more within the second.
    (orders,) = progress.resources
    assert (progress.state, orders.sent, orders.covered) == ("done", 0, orders.found)
    assert orders.found >= len(changed)


def test_products_are_caught_up_too(shop: Shop) -> None:
    before = ids(shop, "v3", "/catalog/products")
    since = time.time()
    shop.control("POST", "fill", products=MANY)
    changed = ids(shop, "v3", "/catalog/products") - before
    deployment = Deployment(declared(sync, "store/product/created"))

    assert reconciler(shop, deployment).work(Task("catch-up", FIRST, since=since + 5), time.time(), 60.0) is True
    deployment.drain()

    assert {product_id for _, product_id in heard} >= changed
    assert set(heard.values()) == {1}


def test_a_preview_says_what_the_catch_up_then_sends(shop: Shop) -> None:
    since = time.time()
    shop.control("POST", "fill", orders=7)
    deployment = Deployment(declared(sync, "store/order/updated"))
    catch_up = reconciler(shop, deployment)

    (told,) = catch_up.preview(FIRST, since + 5, 60.0).resources
    catch_up.work(Task("catch-up", FIRST, since=since + 5), time.time(), 60.0)

    assert told.actions == {"sync": len(deployment.queues["default"].messages)}
    assert told.actions["sync"] >= 7


def test_a_throttled_store_is_put_off_and_goes_on(shop: Shop) -> None:
    since = time.time()
    shop.control("POST", "fill", orders=MANY)
    shop.control("PUT", "rate", quota=1, window_seconds=1, headers_on_429=True)
    deployment = Deployment(declared(sync, "store/order/updated"))
    catch_up = reconciler(shop, deployment)

    answers: list[bool] = []
    deadline = time.monotonic() + 60
    while not (answers and answers[-1]) and time.monotonic() < deadline:
        answers.append(
            catch_up.work(Task("catch-up", FIRST, since=since + 5 if not answers else 0.0), time.time(), 25.0)
        )
    deployment.drain()

    assert answers[-1] is True
    assert set(heard.values()) == {1}
    assert len(heard) >= MANY


def test_a_store_whose_token_is_gone_ends_it_with_the_reason(shop: Shop) -> None:
    deployment = Deployment(declared(sync, "store/order/updated"))
    shop.stores.save(Store(FIRST), "wrong-token")
    catch_up = reconciler(shop, deployment)

    assert catch_up.work(Task("catch-up", FIRST, since=time.time()), time.time(), 60.0) is True

    progress = catch_up.catch_ups.get(FIRST)
    assert progress is not None
    assert progress.state == "failed"
    assert "was answered 401" in progress.detail
    assert "wrong-token" not in progress.detail
