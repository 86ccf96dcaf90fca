"""Changes that are sent to a webhook, and results of a delivery."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from bigcommerce_sandbox import Store
from bigcommerce_sandbox.hooks import read_new
from bigcommerce_sandbox.sandbox import Sandbox

ORDER = "/stores/abc123/v2/orders/100"


def bodies(receiver: Any) -> list[dict[str, Any]]:
    return [json.loads(request.content) for request in receiver.requests]


def test_a_changed_order_is_sent(api: Any, receiver: Any) -> None:
    api.add_hook("store/order/updated")
    api.put(ORDER, json={"staff_notes": "hello"})
    api.settle()
    body = bodies(receiver)[0]
    assert (body["scope"], body["data"]) == ("store/order/updated", {"type": "order", "id": 100})


def test_a_changed_status_is_sent_too(api: Any, receiver: Any) -> None:
    api.add_hook("store/order/statusUpdated")
    api.put(ORDER, json={"status_id": 2})
    api.settle()
    status = {"previous_status_id": 10, "new_status_id": 2}
    assert bodies(receiver)[0]["data"] == {"type": "order", "id": 100, "status": status}


def test_the_same_status_again_is_no_change_of_status(api: Any, receiver: Any) -> None:
    api.add_hook("store/order/statusUpdated")
    api.put(ORDER, json={"status_id": 10})
    api.settle()
    assert receiver.requests == []


def test_a_created_order_is_sent(api: Any, receiver: Any) -> None:
    api.add_hook("store/order/created")
    api.post("/_sandbox/stores/abc123/orders", json={})
    api.settle()
    assert bodies(receiver)[0]["data"] == {"type": "order", "id": 103}


def test_a_wildcard_gets_every_event_below_it_with_its_concrete_scope(api: Any, receiver: Any) -> None:
    api.add_hook("store/order/*")
    api.put(ORDER, json={"status_id": 2})
    api.settle()
    assert sorted(body["scope"] for body in bodies(receiver)) == ["store/order/statusUpdated", "store/order/updated"]


@pytest.mark.parametrize("scope", ["store/product/*", "store/order/created", "store/channel/2/order/updated"])
def test_a_hook_on_something_else_gets_nothing(api: Any, receiver: Any, scope: str) -> None:
    api.add_hook(scope)
    api.put(ORDER, json={"staff_notes": "x"})
    api.settle()
    assert receiver.requests == []


def test_an_inactive_hook_gets_nothing(api: Any, receiver: Any) -> None:
    api.add_hook("store/order/updated", is_active=False)
    api.put(ORDER, json={"staff_notes": "x"})
    api.settle()
    assert receiver.requests == []


def test_a_refused_change_sends_nothing(api: Any, receiver: Any) -> None:
    api.add_hook("store/order/*")
    api.put(ORDER, json={"status_id": 99})
    api.settle()
    assert receiver.requests == []


def test_two_hooks_on_one_event_get_the_same_hash(api: Any, receiver: Any) -> None:
    api.add_hook("store/order/*")
    api.add_hook("store/order/updated")
    api.put(ORDER, json={"staff_notes": "x"})
    api.settle()
    assert len(receiver.requests) == 2
    assert len({body["hash"] for body in bodies(receiver)}) == 1


def test_a_retry_has_the_same_id_and_body(api: Any, receiver: Any) -> None:
    receiver.answers = [500, 302]
    api.add_hook("store/order/updated")
    api.put(ORDER, json={"staff_notes": "x"})
    api.settle()
    assert len(receiver.requests) == 3
    assert len({(request.headers["webhook-id"], request.content) for request in receiver.requests}) == 1


def test_each_attempt_is_stamped_and_signed_anew(api: Any, clock: Any, receiver: Any) -> None:
    def fail_and_let_a_minute_pass(_request: httpx.Request) -> None:
        clock.now += 60

    receiver.answers, receiver.meanwhile = [500], fail_and_let_a_minute_pass
    api.add_hook("store/order/updated")
    api.put(ORDER, json={"staff_notes": "x"})
    api.settle()
    first, second = (request.headers for request in receiver.requests)
    assert int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 60
    assert first["webhook-signature"] != second["webhook-signature"]


def test_the_last_failure_deactivates_the_hook(api: Any, receiver: Any) -> None:
    receiver.answers = [500] * 12
    hook = api.add_hook("store/order/updated")
    api.put(ORDER, json={"staff_notes": "x"})
    api.settle()
    assert api.get(f"/stores/abc123/v3/hooks/{hook['id']}").json()["data"]["is_active"] is False


def test_an_exhausted_delivery_keeps_its_twelve_attempts(api: Any, receiver: Any) -> None:
    receiver.answers = [500] * 20
    api.add_hook("store/order/updated")
    api.put(ORDER, json={"staff_notes": "x"})
    api.settle()
    delivery = api.sandbox.deliveries("abc123")[0]
    assert (delivery.state, [attempt.number for attempt in delivery.attempts]) == ("exhausted", [*range(1, 13)])


def test_a_hook_deleted_meanwhile_does_not_trouble_its_last_failure(api: Any, receiver: Any) -> None:
    receiver.answers = [500] * 12
    hook = api.add_hook("store/order/updated")
    api.put(ORDER, json={"staff_notes": "x"})
    api.call("DELETE", f"/stores/abc123/v3/hooks/{hook['id']}")
    api.settle()
    assert api.sandbox.deliveries("abc123")[0].state == "exhausted"


def test_only_our_own_headers_and_those_of_http_are_sent(api: Any, receiver: Any) -> None:
    api.add_hook("store/order/updated", headers={"X-Shared": "s3cret"})
    api.put(ORDER, json={"staff_notes": "x"})
    api.settle()
    standard = {"content-type", "content-length", "accept-encoding", "user-agent", "host"}
    webhook = {"webhook-id", "webhook-timestamp", "webhook-signature"}
    assert set(receiver.requests[0].headers) == standard | webhook | {"x-shared"}


def test_a_receiver_that_cannot_be_reached_is_noted(api: Any, receiver: Any) -> None:
    def refuse(request: httpx.Request) -> None:
        receiver.meanwhile = None
        raise httpx.ConnectError("connection refused", request=request)

    receiver.meanwhile = refuse
    api.add_hook("store/order/updated")
    api.put(ORDER, json={"staff_notes": "x"})
    api.settle()
    first = api.sandbox.deliveries("abc123")[0].attempts[0]
    assert (first.status, first.error) == (None, "ConnectError: connection refused")


def test_a_change_outside_a_running_sandbox_is_refused(store: Store) -> None:
    sandbox = Sandbox([store])
    sandbox.store("abc123").subscriptions.create(
        "client-1", {"scope": "store/order/*", "destination": "https://r.test/"}, 0
    )
    with pytest.raises(RuntimeError, match="not running"):
        sandbox.write_as_person("abc123", "orders", None, {"items_total": 1})


def test_dead_destinations_delay_no_other(store: Store, clock: Any) -> None:
    async def arrived() -> None:
        live = asyncio.Event()

        async def answer(request: httpx.Request) -> httpx.Response:
            if request.url.host != "live.test":
                await asyncio.Event().wait()
            live.set()
            return httpx.Response(200)

        sandbox = Sandbox([store], clock=clock, transport=httpx.MockTransport(answer))
        hooks = sandbox.store("abc123").subscriptions
        destinations = [*(f"https://dead{number}.test/" for number in range(100)), "https://live.test/"]
        for destination in destinations:
            hooks.keep(hooks.new("client-1", read_new({"scope": "store/order/*", "destination": destination}), 0))
        async with sandbox.sender.running():
            sandbox.write_as_person("abc123", "orders", None, {"items_total": 1})
            await asyncio.wait_for(live.wait(), 5)

    asyncio.run(arrived())
