"""Declaring actions: the function stays what it is, and a mistake is told at once."""

import functools
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import BaseModel
from tests.support.deployment import declared

from storehook import action
from storehook.actions.action import Action, Registry
from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.errors import DeclarationError, DuplicateAction, ParamsInvalid, UnknownLane, UnknownScope
from storehook.runs.retries import Retries

CONTEXT: Any = SimpleNamespace()


class OrderEvent(BaseModel):
    id: int
    storeHash: str  # noqa: N815 - the event's own name


def declaration(function: Callable[..., object]) -> Action:
    """Return the action that `discover` finds for a decorated function."""
    (found,) = (value for value in vars(function).values() if isinstance(value, Action))
    return found


def test_a_declared_action_stays_a_plain_function() -> None:
    def sync(params: Params, ctx: Context) -> str:
        return f"synced {params.id}"

    decorated = action(webhooks=["store/order/updated"])(sync)

    assert decorated is sync
    assert decorated(Params(id=250), CONTEXT) == "synced 250"


def test_a_declaration_says_what_the_deployment_needs_to_know() -> None:
    @action(webhooks=["store/order/*", "store/cart/created"], retries=3, lane="long")
    def sync(params: Params, ctx: Context) -> None: ...

    found = declaration(sync)

    assert (found.name, found.webhooks, found.lane) == ("sync", ("store/order/*", "store/cart/created"), "long")
    assert found.retries == Retries(retry_count=3)
    assert found.place.startswith(f"{__file__}:")


@pytest.mark.parametrize(
    ("given_retries", "expected"),
    [(None, Retries()), (0, Retries(retry_count=0)), (Retries(retry_count=1), Retries(retry_count=1))],
)
def test_retries_are_a_policy_or_a_number_or_the_default(
    given_retries: Retries | int | None, expected: Retries
) -> None:
    @action(webhooks=["store/order/updated"], retries=given_retries)
    def sync(params: Params, ctx: Context) -> None: ...

    assert declaration(sync).retries == expected


def test_one_scope_may_be_given_as_text() -> None:
    @action(webhooks="store/order/updated")
    def sync(params: Params, ctx: Context) -> None: ...

    assert declaration(sync).webhooks == ("store/order/updated",)


def test_a_misspelt_scope_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UnknownScope, match=r"Did you mean 'store/order/updated'\?"):
        action(webhooks=["store/cart/created", "store/order/update"])


def test_an_unknown_lane_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownLane, match=r"'fast' is not a lane. Use one of: default, long\."):
        action(webhooks=["store/order/updated"], lane="fast")


def test_an_unknown_option_is_refused_by_its_name() -> None:
    with pytest.raises(TypeError, match="retry"):
        action(webhooks=["store/order/updated"], retry=3)  # type: ignore[call-arg]


def test_a_negative_number_of_retries_is_refused() -> None:
    with pytest.raises(ValueError, match="start at 0"):
        action(webhooks=["store/order/updated"], retries=-1)


def nothing() -> None: ...
def only_params(params: Params) -> None: ...
def three(params: Params, ctx: Context, more: object) -> None: ...


@pytest.mark.parametrize("function", [nothing, only_params, three])
def test_a_function_that_does_not_take_params_and_a_context_is_refused(function: Callable[..., object]) -> None:
    with pytest.raises(DeclarationError, match=rf"{function.__name__}\(\) must take two arguments: \(params, ctx\)\."):
        action(webhooks=["store/order/updated"])(function)


async def awaited(params: Params, ctx: Context) -> None: ...
def yielding(params: Params, ctx: Context) -> Iterator[None]:
    yield


async def both(params: Params, ctx: Context) -> AsyncIterator[None]:
    yield


@pytest.mark.parametrize("function", [awaited, yielding, both])
def test_a_function_whose_call_would_not_run_it_is_refused(function: Callable[..., object]) -> None:
    with pytest.raises(DeclarationError, match=function.__name__):
        action(webhooks=["store/order/updated"])(function)


def typed(params: OrderEvent, ctx: Context) -> None:
    ctx.seen = params  # type: ignore[attr-defined]


def typed_by_name(params: "OrderEvent", ctx: "Context") -> None:
    ctx.seen = params  # type: ignore[attr-defined]


def untyped(params, ctx) -> None:
    ctx.seen = params


def typed_by_an_unknown_name(params: "NobodyKnows", ctx: Context) -> None:  # type: ignore[name-defined]  # noqa: F821
    ctx.seen = params  # type: ignore[attr-defined]


@pytest.mark.parametrize("function", [typed, typed_by_name])
def test_params_become_the_model_that_the_function_asks_for(function: Callable[..., object]) -> None:
    ctx: Any = SimpleNamespace()

    declaration(action(webhooks=["store/order/updated"])(function))(Params(id="250", storeHash="abc"), ctx)

    assert ctx.seen == OrderEvent(id=250, storeHash="abc")


@pytest.mark.parametrize("function", [untyped, typed_by_an_unknown_name])
def test_params_stay_params_for_a_function_that_asks_for_no_model(function: Callable[..., object]) -> None:
    ctx: Any = SimpleNamespace()

    declaration(action(webhooks=["store/order/updated"])(function))(Params(id=250), ctx)

    assert type(ctx.seen) is Params


def test_params_that_do_not_fit_the_model_fail_the_run_and_name_the_model() -> None:
    found = declaration(action(webhooks=["store/order/updated"])(typed))

    with pytest.raises(ParamsInvalid, match="do not fit OrderEvent"):
        found(Params(id="no number"), CONTEXT)


def test_a_decorator_below_keeps_the_functions_name_and_annotations() -> None:
    def passing(function: Callable[..., object]) -> Callable[..., object]:
        @functools.wraps(function)
        def wrapper(*args: object) -> object:
            return function(*args)

        return wrapper

    ctx: Any = SimpleNamespace()
    found = declaration(action(webhooks=["store/order/updated"])(passing(typed_by_name)))

    found(Params(id=250, storeHash="abc"), ctx)

    assert (found.name, ctx.seen.id) == ("typed_by_name", 250)


def test_a_registry_gives_the_actions_of_a_scope_in_the_order_of_their_names() -> None:
    second = declared(three, "store/order/*")
    first = declared(only_params, "store/cart/created", "store/order/updated")
    registry = Registry([second, first])

    assert registry.matching("store/order/updated") == [first, second]
    assert registry.matching("store/order/created") == [second]
    assert registry.matching("store/order/*") == [first, second]
    assert registry.matching("store/sku/created") == []
    assert registry.scopes() == {"store/order/*", "store/cart/created", "store/order/updated"}


def test_an_action_with_several_scopes_that_cover_one_event_is_triggered_once() -> None:
    both = declared(three, "store/order/*", "store/order/updated")

    assert Registry([both]).matching("store/order/updated") == [both]


def test_a_registry_knows_an_action_by_its_name() -> None:
    found = declared(three)

    assert Registry([found]).get("three") is found
    assert Registry([found]).get("four") is None


def test_two_actions_of_one_name_are_refused_though_they_are_alike() -> None:
    found = declared(three)

    with pytest.raises(DuplicateAction, match="Two actions are named 'three'"):
        Registry([found, replace(found)])


@pytest.mark.parametrize("options", [{"one_at_a_time": True}, {"coalesce": 5}])
def test_an_option_about_the_resources_of_events_needs_webhooks(options: dict[str, Any]) -> None:
    with pytest.raises(DeclarationError, match=r"has no webhooks.*enqueue it with a key"):
        action(**options)


@pytest.mark.parametrize(
    "options",
    [
        {"timeout": 0},
        {"coalesce": 0},
        {"loop_limit": 0},
        {"hourly_limit": 0},
        {"timeout": -1},
        {"within": 0},
        {"start_within": timedelta(0)},
    ],
    ids=lambda options: next(iter(options)),
)
def test_an_option_of_nothing_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(DeclarationError, match=f"{next(iter(options))} must be above 0"):
        action(**options)


@pytest.mark.parametrize(("lane", "longest"), [("default", 58), ("long", 898)])
def test_a_timeout_beyond_the_time_of_its_lane_is_refused(lane: str, longest: int) -> None:
    action(lane=lane, timeout=longest)

    with pytest.raises(DeclarationError, match=f"an attempt in lane '{lane}' has {longest} s"):
        action(lane=lane, timeout=longest + 1)


def test_a_timeout_that_only_the_long_lane_has_is_refused_with_that_lane() -> None:
    with pytest.raises(DeclarationError, match='Use lane="long" for up to 898 s'):
        action(timeout=7200)


def test_an_action_needs_the_events_that_cancel_its_runs() -> None:
    @action(webhooks=["store/channel/1/order/created"], cancel_on="store/order/archived", within=timedelta(days=1))
    def settle(_params: Params, _ctx: Context) -> None: ...

    registry = Registry([declaration(settle)])

    assert declaration(settle).within == 86_400
    assert registry.scopes() == {"store/channel/1/order/created", "store/order/archived"}
    assert registry.waits("store/order/archived") == (("store/order/archived", "(resource)"),)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"cancel_on": ["store/order/archive"]}, "Did you mean 'store/order/archived'"),
        (
            {"cancel_on": ["store/shipment/created"]},
            r"never cancels a run: its events are about shipment, and those of the action's webhooks about order\.",
        ),
        ({"cancel_on": ["store/information/updated"]}, "its events are about no single resource"),
        ({"cancel_on": ["store/order/archived"], "coalesce": 5}, "coalesce can't wait for events or be cancelled"),
        ({"within": 60, "coalesce": 5}, "coalesce can't wait for events or be cancelled"),
    ],
)
def test_an_end_that_can_not_work_is_refused(options: dict[str, Any], problem: str) -> None:
    with pytest.raises(DeclarationError, match=problem):
        action(webhooks=["store/order/created"], **options)


def test_an_action_needs_the_events_that_trigger_it_and_those_that_it_waits_for() -> None:
    @action(webhooks=["store/order/created"], waits_for={"store/shipment/created": "orderId", "store/order/*": "id"})
    def settle(_params: Params, _ctx: Context) -> None: ...

    registry = Registry([declaration(settle)])

    assert registry.scopes() == {"store/order/created", "store/shipment/created", "store/order/*"}
    assert registry.waits("store/order/updated") == (("store/order/*", "id"),)
    assert [triggered.name for triggered in registry.matching("store/shipment/created")] == []


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"waits_for": {"store/shipment/create": "orderId"}}, "Did you mean 'store/shipment/created'"),
        ({"waits_for": {"store/shipment/created": ""}}, "no field for store/shipment/created"),
        ({"waits_for": {"store/shipment/created": "order id"}}, "no field for store/shipment/created"),
        ({"waits_for": {"store/shipment/created": "orderId"}, "coalesce": 5}, "coalesce can't wait for events"),
    ],
)
def test_a_wait_that_can_not_work_is_refused(options: dict[str, Any], problem: str) -> None:
    with pytest.raises(DeclarationError, match=problem):
        action(webhooks=["store/order/created"], **options)


def test_a_catch_up_finds_what_waits_have_missed_as_another_actions() -> None:
    def settle(_params: Params, _ctx: Context) -> None: ...

    registry = Registry([declared(settle, waits_for={"store/order/updated": "id"})])

    assert next((action.name, action.webhooks) for action in registry.with_waiters()) == (
        "(waiters)",
        ("store/order/updated",),
    )
    assert len([*Registry([declared(settle)]).with_waiters()]) == 1
