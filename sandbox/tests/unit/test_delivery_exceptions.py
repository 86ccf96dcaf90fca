"""Events about failed deliveries and blocked destinations."""

from typing import Any

from sandbox.tests.support.failing_deliveries import EXCEPTION, HOOKS, OTHER, TOLD, change_order, codes, fail, told


def test_a_failed_attempt_is_told_of(api: Any, receiver: Any) -> None:
    receiver.answers = [500]
    hook = api.add_hook("store/order/updated")
    api.post(HOOKS, json=TOLD)
    change_order(api)
    api.settle()
    message = "Non-200 response received when delivering to https://receiver.test/webhooks, will retry"
    assert told(api) == [{"type": "webhook", "id": hook["id"], "error_code": 90001, "message": message}]


def test_a_delivery_that_goes_well_is_not_told_of(api: Any) -> None:
    api.add_hook("store/order/updated")
    api.post(HOOKS, json=TOLD)
    change_order(api)
    api.settle()
    assert told(api) == []


def test_an_exhausted_delivery_is_told_of_last(api: Any, receiver: Any) -> None:
    fail(receiver, "receiver.test")
    api.add_hook("store/order/updated")
    api.post(HOOKS, json=TOLD)
    change_order(api)
    api.settle()
    assert codes(api) == [90001] * 11 + [90002]


def test_only_the_client_of_the_hook_is_told(api: Any, receiver: Any) -> None:
    api.post("/_sandbox/stores/abc123/accounts", json=OTHER)
    api.post(HOOKS, json=TOLD, token="token-2")
    receiver.answers = [500]
    api.add_hook("store/order/updated")
    change_order(api)
    api.settle()
    assert told(api) == []


def test_an_exception_that_cannot_be_told_makes_no_further_one(api: Any, receiver: Any) -> None:
    fail(receiver, "receiver.test", "told.test")
    api.add_hook("store/order/updated")
    api.post(HOOKS, json=TOLD)
    change_order(api)
    api.settle()
    assert len(told(api)) == 12
    assert [hook.status for hook in api.sandbox.store("abc123").subscriptions.hooks.values()] == ["deactivated"] * 2


def test_a_client_has_one_hook_for_exceptions(api: Any) -> None:
    api.post(HOOKS, json=TOLD)
    answer = api.post(HOOKS, json=TOLD | {"destination": "https://second.test/"})
    assert (answer.status_code, answer.json()["errors"].keys()) == (422, {"scope"})


def test_exceptions_do_not_go_where_events_go(api: Any) -> None:
    api.add_hook("store/order/*", destination=TOLD["destination"])
    answer = api.post(HOOKS, json=TOLD)
    assert (answer.status_code, answer.json()["errors"].keys()) == (422, {"destination"})


def test_events_do_not_go_where_exceptions_go(api: Any) -> None:
    api.post(HOOKS, json=TOLD)
    api.add_hook("store/order/*")
    answers = [
        api.post(HOOKS, json=TOLD | {"scope": "store/order/created"}),
        api.put(f"{HOOKS}/2", json={"destination": TOLD["destination"]}),
    ]
    assert [answer.status_code for answer in answers] == [422, 422]


def test_another_clients_destination_is_free(api: Any) -> None:
    api.post("/_sandbox/stores/abc123/accounts", json=OTHER)
    api.post(HOOKS, json=TOLD, token="token-2")
    assert api.post(HOOKS, json=TOLD | {"scope": "store/order/created"}).status_code == 200


def test_a_hook_that_is_switched_off_already_is_told_of_no_more(api: Any, receiver: Any) -> None:
    fail(receiver, "receiver.test")
    api.add_hook("store/order/updated")
    api.post(HOOKS, json=TOLD)
    change_order(api, times=2)
    api.settle()
    assert codes(api).count(90002) == 1


def test_a_hook_may_turn_into_one_for_exceptions(api: Any) -> None:
    hook = api.add_hook("store/order/updated")

    answer = api.put(f"{HOOKS}/{hook['id']}", json={"scope": EXCEPTION})

    assert answer.json()["data"]["scope"] == EXCEPTION
