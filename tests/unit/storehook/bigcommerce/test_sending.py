"""Calls go through the limiter, with the store's token, and again where that is safe."""

import pytest
from tests.support.scripted_network import STORE, TOKEN, answer, lost, wired

from storehook.bigcommerce.answers import Answer
from storehook.bigcommerce.timeouts import CONNECT_TIMEOUT, READ_TIMEOUT, RESERVE
from storehook.errors import ApiUnavailable, StoreUnavailable, Throttled, Unauthorized
from storehook.runs.retries import Again, GiveUp, Retries, decide
from storehook.stores.store import Store

OK = answer({"id": 1})
DOWN = answer(None, 500)
REFUSED = answer(None, 401)
REPEATABLE = pytest.mark.parametrize("verb", ["get", "put", "delete"])


def call(wire, verb: str):
    return getattr(wire.client.v2, verb)("/orders/1")


# --- Again, where that is safe --------------------------------------------------------------------------------------


@REPEATABLE
@pytest.mark.parametrize("fault", [DOWN, answer(None, 503), answer(b"{"), lost()], ids=["500", "503", "JSON", "lost"])
def test_what_can_be_repeated_is_repeated_after_a_moment(verb: str, fault: Answer | Exception) -> None:
    wire = wired(fault, fault, OK)

    assert call(wire, verb) == {"id": 1}
    assert wire.slept == [0.5, 2.0]


@REPEATABLE
def test_after_three_times_it_is_the_runs_turn(verb: str) -> None:
    wire = wired(DOWN)

    with pytest.raises(ApiUnavailable) as down:
        call(wire, verb)
    assert len(wire.network.sent) == 3
    assert isinstance(decide(down.value, 1, Retries(), lambda: 0.5), Again)


@pytest.mark.parametrize("fault", [DOWN, answer(b"{"), lost(sent=True)], ids=["500", "JSON", "lost"])
def test_a_post_is_sent_once(fault: Answer | Exception) -> None:
    wire = wired(fault, OK)

    with pytest.raises(ApiUnavailable):
        wire.client.v2.post("/orders", json={})
    assert (len(wire.network.sent), wire.slept) == (1, [])


def test_a_post_that_never_reached_bigcommerce_is_sent_again() -> None:
    wire = wired(lost(sent=False), OK)

    assert wire.client.v2.post("/orders", json={}) == {"id": 1}


def test_a_refusal_is_not_repeated() -> None:
    wire = wired(answer(None, 422), OK)

    with pytest.raises(Exception, match="answered 422"):
        wire.client.v2.put("/orders/1", json={})
    assert len(wire.network.sent) == 1


def test_a_service_that_asks_for_half_a_minute_is_left_alone() -> None:
    wire = wired(answer({"error": {"message": "Slow down", "retry_after_seconds": 30}}, 503), OK)

    with pytest.raises(ApiUnavailable, match="Slow down"):
        wire.client.v3.get("/pricelists")
    assert len(wire.network.sent) == 1


def test_nothing_is_repeated_when_the_time_is_almost_up() -> None:
    wire = wired(DOWN, OK, seconds_left=1.4)

    with pytest.raises(ApiUnavailable):
        wire.client.v2.get("/orders/1")
    assert wire.slept == []


# --- Timeouts -------------------------------------------------------------------------------------------------------


def test_an_answer_is_waited_for_ten_seconds_at_most() -> None:
    wire = wired(OK)
    wire.client.v2.get("/orders/1")

    assert wire.network.timeouts == [READ_TIMEOUT]


def test_an_answer_is_not_waited_for_beyond_the_functions_time() -> None:
    wire = wired(OK, seconds_left=9.0)
    wire.client.v2.get("/orders/1")

    assert wire.network.timeouts == [9.0 - RESERVE - CONNECT_TIMEOUT]


def test_nothing_is_sent_when_no_time_is_left_for_an_answer() -> None:
    wire = wired(OK, seconds_left=1.0)

    with pytest.raises(ApiUnavailable, match="time is almost up"):
        wire.client.v2.post("/orders", json={})
    assert (wire.network.sent, wire.writes.sent, wire.limiter.inside) == ([], [], 0)


# --- Writes are told ------------------------------------------------------------------------------------------------


def test_each_write_is_told_before_it_is_sent() -> None:
    wire = wired(lost())
    for verb in ("get", "put", "post", "delete"):
        with pytest.raises(ApiUnavailable):
            call(wire, verb)

    assert wire.writes.sent == [
        f"{STORE}: {method} /v2/orders/1" for method in ("PUT",) * 3 + ("POST",) + ("DELETE",) * 3
    ]
    assert wire.writes.answers == []


def test_the_answer_to_each_write_is_told_as_bigcommerce_gives_it() -> None:
    wire = wired(answer({"data": {"id": 7}}))
    wire.client.v3.get("/customers")
    wire.client.v3.post("/customers", json=[])

    assert wire.writes.answers == [{"data": {"id": 7}}]


def test_a_write_that_the_gate_holds_back_is_not_told() -> None:
    wire = wired(OK)
    wire.limiter.closed_for = 100.0

    with pytest.raises(Throttled):
        wire.client.v2.put("/orders/1", json={})
    assert wire.writes.sent == []


# --- Tokens ---------------------------------------------------------------------------------------------------------


def test_a_call_carries_the_stores_token() -> None:
    wire = wired(OK)
    wire.client.v2.get("/orders/1")

    assert wire.network.tokens == [TOKEN]


def test_a_token_that_was_replaced_meanwhile_is_read_anew() -> None:
    wire = wired(OK, REFUSED, OK)
    wire.client.v2.get("/orders/1")
    wire.stores.save(Store(STORE), "newer")

    assert wire.client.v2.get("/orders/1") == {"id": 1}
    assert wire.network.tokens == [TOKEN, TOKEN, "newer"]


def test_a_token_that_is_refused_uses_up_no_attempt() -> None:
    wire = wired(REFUSED)

    with pytest.raises(Unauthorized) as refused:
        wire.client.v2.get("/orders/1")
    decision = decide(refused.value, 1, Retries(), lambda: 0.5)
    assert (len(wire.network.sent), decision) == (1, Again(after=300.0, counted=False, faults=1))


@pytest.mark.parametrize("status", ["paused", "uninstalled"])
def test_a_store_that_is_gone_is_not_called_and_the_run_ends(status) -> None:
    wire = wired(OK)
    wire.stores.save(Store(STORE, status=status))

    with pytest.raises(StoreUnavailable, match=f"^Store {STORE} is {status}.$") as gone:
        wire.client.v2.get("/orders/1")
    assert (wire.network.sent, decide(gone.value, 1, Retries(), lambda: 0.5)) == ([], GiveUp())


def test_a_store_that_was_uninstalled_under_the_run_is_told_from_a_bad_token() -> None:
    wire = wired(OK, REFUSED)
    wire.client.v2.get("/orders/1")
    wire.stores.save(Store(STORE, status="uninstalled"))

    with pytest.raises(StoreUnavailable, match="is uninstalled"):
        wire.client.v2.get("/orders/1")
