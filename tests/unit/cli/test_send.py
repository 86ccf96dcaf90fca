"""`storehook send`: a webhook as BigCommerce would send it."""

import json
from base64 import b64encode
from dataclasses import replace
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook
from tests.support.runs import run
from tests.support.storehook_command import CLIENT_SECRET, MemoryStack, Storehook

from storehook.runs.run import Run
from storehook.stores.store import STATUSES
from storehook_cli.commands import send

ENCODED = b64encode(CLIENT_SECRET.encode()).decode()


class Listener:
    """Takes what is sent, and answers with a status."""

    def __init__(self) -> None:
        self.status = 200
        self.requests: list[tuple[str, bytes, dict[str, str]]] = []
        self.error: httpx.HTTPError | None = None

    def post(self, url: str, *, content: bytes, headers: dict[str, str], timeout: float) -> httpx.Response:
        assert timeout > 0
        if self.error:
            raise self.error
        self.requests.append((url, content, headers))
        return httpx.Response(self.status)

    @property
    def body(self) -> dict[str, Any]:
        return json.loads(self.requests[0][1])


@pytest.fixture(autouse=True)
def listener(monkeypatch: pytest.MonkeyPatch) -> Listener:
    found = Listener()
    monkeypatch.setattr(send.httpx, "post", found.post)
    monkeypatch.setenv("STOREHOOK_CLIENT_SECRET", CLIENT_SECRET)
    return found


def test_it_is_signed_and_sent_to_the_stores_address(
    storehook: Storehook, memory_stack: MemoryStack, listener: Listener
) -> None:
    done = storehook("send", "store/order/updated", "--store", "abc123")

    ((url, content, headers),) = listener.requests
    assert (done.exit_code, url) == (0, "https://api.example.com/live/webhooks/abc123")
    assert Webhook(ENCODED).verify(content, headers)
    assert (listener.body["producer"], listener.body["data"]) == ("stores/abc123", {"type": "order", "id": 100})
    assert headers["webhook-id"] == listener.body["hash"]


def test_without_a_store_it_is_the_demo_stores(storehook: Storehook, listener: Listener) -> None:
    storehook("send", "store/order/updated")

    assert listener.body["producer"] == "stores/demostore1"


def test_a_delivery_exception_goes_to_its_own_address(storehook: Storehook, listener: Listener) -> None:
    storehook("send", "store/hook/deliveryException", "--store", "abc123")

    assert listener.requests[0][0] == "https://api.example.com/live/exceptions/abc123"


def test_a_wildcard_is_sent_as_one_of_its_events(storehook: Storehook, listener: Listener) -> None:
    storehook("send", "store/channel/{id}/order/*")

    assert listener.body["scope"] == "store/channel/1/order/updated"


def test_to_an_address_of_ones_own_no_stack_is_needed(
    storehook: Storehook, memory_stack: MemoryStack, listener: Listener
) -> None:
    storehook("send", "store/order/updated", "--to", "http://127.0.0.1:9/hook")

    assert (listener.requests[0][0], memory_stack.opened_with) == ("http://127.0.0.1:9/hook", None)


def test_the_local_stacks_own_secret_is_used_before_any_other(
    storehook: Storehook, memory_stack: MemoryStack, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory_stack.client_secret = CLIENT_SECRET
    monkeypatch.setenv("STOREHOOK_CLIENT_SECRET", "another")

    storehook("send", "store/order/updated")

    assert Webhook(ENCODED).verify(*listener.requests[0][1:])


def test_a_secret_that_nobody_has_given_is_asked_for_and_not_shown(
    storehook: Storehook, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STOREHOOK_CLIENT_SECRET")

    done = storehook("send", "store/order/updated", input=f"{CLIENT_SECRET}\n")

    assert (done.exit_code, CLIENT_SECRET in done.output) == (0, False)
    assert Webhook(ENCODED).verify(*listener.requests[0][1:])


@pytest.mark.parametrize(
    ("status", "advice"),
    [(401, "client secret"), (403, "WebhookUrl"), (503, "--stack-name shop --name Ingest"), (500, "--stack-name shop")],
)
def test_what_is_not_accepted_is_an_error_that_says_why(
    storehook: Storehook, listener: Listener, status: int, advice: str
) -> None:
    listener.status = status

    done = storehook("send", "store/order/updated")

    assert (done.exit_code, str(status) in done.output, advice in done.output) == (1, True, True)


def test_an_address_where_nobody_is_is_an_error(storehook: Storehook, listener: Listener) -> None:
    listener.error = httpx.ConnectError("refused")

    done = storehook("send", "store/order/updated")

    assert (done.exit_code, "cannot be reached" in done.output) == (1, True)


def test_a_scope_that_there_is_not_is_an_error_with_the_nearest(storehook: Storehook, listener: Listener) -> None:
    done = storehook("send", "store/orders/updated")

    assert (done.exit_code, "store/order/updated" in done.output, listener.requests) == (1, True, [])


def test_what_it_is_about_can_be_chosen(storehook: Storehook, listener: Listener) -> None:
    storehook("send", "store/order/statusUpdated", "--id", "113")

    status = {"previous_status_id": 0, "new_status_id": 11}
    assert listener.body["data"] == {"type": "order", "id": 113, "status": status}


@pytest.mark.parametrize(
    ("scope", "name", "wanted"),
    [
        ("store/shipment/created", "id", 113),
        ("store/channel/1/order/updated", "order_id", 113),
        ("store/order/metafield/updated", "metafield_id", 113),
        ("store/cart/updated", "id", "113"),
    ],
)
def test_the_id_stands_where_the_scope_has_it_in_its_own_type(
    storehook: Storehook, listener: Listener, scope: str, name: str, wanted: int | str
) -> None:
    storehook("send", scope, "--id", "113")

    assert listener.body["data"][name] == wanted


def test_an_event_without_an_id_of_its_own_takes_none(storehook: Storehook, listener: Listener) -> None:
    done = storehook("send", "store/priceList/records/created", "--id", "113")

    assert (done.exit_code, "--data" in done.output, listener.requests) == (1, True, [])


def test_data_can_be_given(storehook: Storehook, listener: Listener) -> None:
    storehook("send", "store/order/updated", "--data", "-", input='{"type": "order", "id": 7, "more": [1]}')

    assert listener.body["data"] == {"type": "order", "id": 7, "more": [1]}


@pytest.mark.parametrize("text", ["{", "7", '"text"', "null"])
def test_data_that_no_event_can_have_is_not_sent(storehook: Storehook, listener: Listener, text: str) -> None:
    done = storehook("send", "store/order/updated", "--data", "-", input=text)

    assert (done.exit_code, "JSON" in done.output, listener.requests) == (1, True, [])


def test_each_of_several_is_an_event_of_its_own(storehook: Storehook, listener: Listener) -> None:
    storehook("send", "store/order/updated", "--count", "3")

    assert len({headers["webhook-id"] for _, _, headers in listener.requests}) == 3


def of_order(number: int, **more: object) -> Run:
    """The run of an event about an order."""
    data = {"type": "order", "id": number, **more}
    body = {"producer": "stores/store1", "scope": "store/order/updated", "data": data, "hash": "event-0"}
    found = run()
    return replace(found, message=replace(found.message, payload=json.dumps(body).encode()))


def test_what_a_run_was_sent_is_sent_again_as_a_new_event(
    storehook: Storehook, memory_stack: MemoryStack, listener: Listener
) -> None:
    memory_stack.has_run(of_order(7))

    done = storehook("send", "--from-run", "store1", "event-0", "sync_order")

    assert done.exit_code == 0
    assert (listener.body["scope"], listener.body["data"]) == ("store/order/updated", {"type": "order", "id": 7})
    assert (listener.body["producer"], listener.body["hash"] == "event-0") == ("stores/store1", False)


def test_what_a_run_was_sent_anywhere_can_be_sent_into_the_local_stack(
    storehook: Storehook, memory_stack: MemoryStack, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory_stack.has_run(of_order(7))
    local = MemoryStack(client_secret=CLIENT_SECRET)
    monkeypatch.setattr(local, "webhook_url", "http://127.0.0.1/webhooks/{}".format)
    monkeypatch.setattr(send, "on_this_machine", lambda _: local)

    storehook("send", "--from-run", "store1", "event-0", "sync_order", "--to", "local")

    assert listener.requests[0][0] == "http://127.0.0.1/webhooks/demostore1"
    assert listener.body["producer"] == "stores/demostore1"


def test_what_is_secret_in_it_goes_to_no_other_stack(
    storehook: Storehook, memory_stack: MemoryStack, listener: Listener
) -> None:
    told = {"token": "canary", "cart": [{"api_key": "canary", "id": "cart-1"}], "Password": {"old": "canary"}}
    memory_stack.has_run(of_order(7, **told))

    storehook("send", "--from-run", "store1", "event-0", "sync_order", "--to", "https://example.com/webhooks/store1")

    assert "canary" not in str(listener.requests)
    assert listener.body["data"]["cart"] == [{"api_key": "masked", "id": "cart-1"}]
    assert listener.body["data"]["id"] == 7


def test_of_a_run_that_another_action_asked_for_there_is_nothing_to_send(
    storehook: Storehook, memory_stack: MemoryStack, listener: Listener
) -> None:
    memory_stack.has_run(run(kind="action"))

    done = storehook("send", "--from-run", "store1", "event-0", "sync_order")

    assert (done.exit_code, "another action" in done.output, listener.requests) == (1, True, [])


@pytest.mark.parametrize("words", [(), ("store/order/updated", "--from-run", "store1", "event-0", "bill")], ids=len)
def test_either_a_scope_or_a_run_says_what_is_sent(storehook: Storehook, listener: Listener, words: list[str]) -> None:
    assert (storehook("send", *words).exit_code, listener.requests) == (2, [])


@pytest.mark.parametrize(
    ("store", "said"),
    [("active", None), ("paused", "is held"), ("uninstalled", "is ignored"), ("nosuch", "is not known")],
)
def test_what_becomes_of_it_is_told_where_the_store_lets_it_not_simply_run(
    storehook: Storehook, memory_stack: MemoryStack, listener: Listener, store: str, said: str | None
) -> None:
    for each in STATUSES:
        memory_stack.add(each, status=each)

    done = storehook("send", "store/order/updated", "--store", store)

    assert (done.exit_code, len(done.output.splitlines())) == (0, 2 if said else 1)
    assert (said or "200") in done.output


def test_what_became_of_each_can_be_read_by_a_program(storehook: Storehook) -> None:
    done = storehook("send", "store/order/updated", "--count", "2", "--json")

    found = json.loads(done.stdout)
    assert [(each["scope"], each["status"]) for each in found] == [("store/order/updated", 200)] * 2
    assert len({each["event_id"] for each in found}) == 2
