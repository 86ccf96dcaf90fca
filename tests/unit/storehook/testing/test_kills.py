"""An attempt dies where the test wants it to, and another attempt follows."""

import pytest

from storehook import Context, Params, action
from storehook.testing import ActionEnvironment

ORDER = "/v2/orders/113"


def note(ctx: Context, text: str) -> None:
    ctx.logger.info(text)


@action(webhooks=["store/order/created"])
def pack(params: Params, ctx: Context) -> None:
    store = ctx.connections.bigcommerce.current
    store.v2.get("/orders/{order_id}", order_id=params.id)
    note(ctx, "read")
    try:
        store.v2.put("/orders/{order_id}", order_id=params.id, json={"staff_notes": "Packed"})
    except Exception:
        note(ctx, "caught")
    note(ctx, "written")


@pytest.fixture
def stage() -> ActionEnvironment:
    stage = ActionEnvironment(actions=(pack,))
    stage.store.answers("GET", ORDER, {"id": 113})
    stage.store.answers("PUT", ORDER)
    return stage


@pytest.mark.parametrize(
    ("place", "methods", "logged"),
    [
        ({"before": f"PUT {ORDER}"}, ["GET"], ["read"]),
        ({"after": f"PUT {ORDER}"}, ["GET", "PUT"], ["read"]),
        ({"at": '"written"'}, ["GET", "PUT"], ["read"]),
        ({"at": 'note(ctx, "read")'}, ["GET"], []),
    ],
    ids=str,
)
def test_an_attempt_dies_and_another_follows_within_six_minutes(
    stage: ActionEnvironment, place: dict[str, str], methods: list[str], logged: list[str]
) -> None:
    stage.kill(pack, **place)
    (run,) = stage.send("store/order/created", type="order", id=113)
    assert ([call.method for call in run.calls], [line.message for line in run.logs]) == (methods, logged)
    assert (run.state, "its process died" in repr(run)) == ("running", True)

    stage.advance(minutes=6)

    assert (run.state, run.attempts, run.failures[0].partition(":")[0]) == ("completed", 2, "AttemptLost")
    assert [line.message for line in run.logs] == [*logged, "read", "written"]


def test_an_attempt_that_does_not_die_fails_the_test(stage: ActionEnvironment) -> None:
    stage.kill(pack, before="PUT /v2/orders/114")

    with pytest.raises(AssertionError, match=r"pack did not die.*PUT /v2/orders/114.*GET /v2/orders/113, PUT"):
        stage.send("store/order/created", type="order", id=113)


@pytest.mark.parametrize(
    ("at", "message"), [("no such text", "no line of code"), ("note(ctx", r"3 lines \(\d+, \d+, \d+\)")]
)
def test_a_line_that_is_not_one_fails_the_test(stage: ActionEnvironment, at: str, message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        stage.kill(pack, at=at)


def test_a_kill_needs_one_place(stage: ActionEnvironment) -> None:
    with pytest.raises(AssertionError, match="one place"):
        stage.kill(pack)
