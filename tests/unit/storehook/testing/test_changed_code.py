"""A run that sleeps continues with the code that is deployed meanwhile."""

from collections.abc import Callable

import pytest
from pydantic import BaseModel

from storehook import Context, Params, action
from storehook.testing import ActionEnvironment, ActionRun

type Code = Callable[[Context], object]

EFFECTS: list[str] = []


class Charge(BaseModel):
    """Result of another type."""

    id: str


def does(effect: str) -> str:
    EFFECTS.append(effect)
    return effect


def deployed(code: Code) -> Callable[..., object]:
    @action(webhooks=["store/order/created"])
    def settle(_params: Params, ctx: Context) -> object:
        return code(ctx)

    return settle


def before(ctx: Context) -> list[str]:
    """Charge, sleep and mail."""
    charged = ctx.step("charge", does, "charge")
    ctx.sleep("nap", 3600)
    return [charged, ctx.step("mail", does, "mail")]


def renamed(ctx: Context) -> list[str]:
    charged = ctx.step("charge again", does, "charge")
    ctx.sleep("nap", 3600)
    return [charged, ctx.step("mail", does, "mail")]


def removed(ctx: Context) -> list[str]:
    ctx.sleep("nap", 3600)
    return [ctx.step("mail", does, "mail")]


def added(ctx: Context) -> list[str]:
    reserved = ctx.step("reserve", does, "reserve")
    return [reserved, *before(ctx)]


def reordered(ctx: Context) -> list[str]:
    ctx.sleep("nap", 3600)
    mailed = ctx.step("mail", does, "mail")
    return [ctx.step("charge", does, "charge"), mailed]


def other_arguments(ctx: Context) -> list[str]:
    charged = ctx.step("charge", does, "charge twice")
    ctx.sleep("nap", 3600)
    return [charged, ctx.step("mail", does, "mail")]


def longer_sleep(ctx: Context) -> list[str]:
    charged = ctx.step("charge", does, "charge")
    ctx.sleep("nap", 7200)
    return [charged, ctx.step("mail", does, "mail")]


@pytest.mark.parametrize(
    ("code", "effects", "result"),
    [
        (before, ["mail"], ["charge", "mail"]),
        (renamed, ["charge", "mail"], ["charge", "mail"]),
        (removed, ["mail"], ["mail"]),
        (added, ["reserve", "mail"], ["reserve", "charge", "mail"]),
        (reordered, ["mail"], ["charge", "mail"]),
        (other_arguments, ["mail"], ["charge", "mail"]),
        (longer_sleep, ["mail"], ["charge", "mail"]),
    ],
)
def test_a_run_that_sleeps_completes_with_changed_code(code: Code, effects: list[str], result: list[str]) -> None:
    run, stage = sleeping()

    stage.deploy(deployed(code))
    stage.advance(minutes=61)

    assert (run.state, EFFECTS, run.result) == ("completed", effects, result)


def test_a_sleep_with_another_name_begins_again() -> None:
    def renamed_sleep(ctx: Context) -> None:
        ctx.sleep("doze", 3600)

    run, stage = sleeping()

    stage.deploy(deployed(renamed_sleep))
    stage.advance(minutes=61)
    assert run.waits_for == "sleep/doze"

    stage.advance(minutes=61)
    assert run.state == "completed"


def retyped(ctx: Context) -> None:
    ctx.step("charge", does, "charge", returns=Charge)


def sleep_to_step(ctx: Context) -> None:
    ctx.step("nap", does, "nap")


def step_to_sleep(ctx: Context) -> None:
    ctx.sleep("charge", 60)


@pytest.mark.parametrize("code", [retyped, sleep_to_step, step_to_sleep])
def test_a_run_whose_stored_step_does_not_fit_the_code_fails(code: Code) -> None:
    run, stage = sleeping()

    stage.deploy(deployed(code))
    stage.advance(minutes=61)

    assert (run.state, EFFECTS) == ("failed", [])
    assert run.failures[-1].startswith("StepResultInvalid")


def sleeping() -> tuple[ActionRun, ActionEnvironment]:
    """Return a run that sleeps, and its environment."""
    stage = ActionEnvironment(actions=(deployed(before),))
    (run,) = stage.send("store/order/created", type="order", id=113)
    EFFECTS.clear()
    return run, stage
