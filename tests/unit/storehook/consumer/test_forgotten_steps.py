"""A step whose result an operator has forgotten is executed again."""

from tests.support.deployment import Deployment, declared, queued
from tests.support.operations import run_operations, runs_service
from tests.support.signed_deliveries import event_body

from storehook.actions.context import Context
from storehook.actions.params import Params


def forget(deployment: Deployment, step: str) -> None:
    runs_service(deployment).forget_step(deployment.run().key, step)


def wake(deployment: Deployment) -> None:
    assert run_operations(deployment).retry([deployment.run().key], again=False) == 1


def test_a_run_whose_result_no_longer_fits_completes_after_it_is_forgotten() -> None:
    """The new code wants a number where the earlier one stored a text."""
    code: list[tuple[type, object]] = [(str, "19.90")]
    totals: list[object] = []

    def settle(_params: Params, ctx: Context) -> None:
        kind, result = code[-1]
        totals.append(ctx.step("total", lambda: result, returns=kind))
        ctx.sleep("cool off", 60.0)

    deployment = Deployment(declared(settle))
    deployment.post(queued())
    deployment.work()
    code.append((int, 1990))
    assert deployment.drain() == ["failed"]

    forget(deployment, "total")
    wake(deployment)

    assert deployment.drain()[-1] == "completed"
    assert totals == ["19.90", 1990]


def test_a_forgotten_sleep_begins_again() -> None:
    def settle(_params: Params, ctx: Context) -> None:
        ctx.sleep("cool off", 3600.0)

    deployment = Deployment(declared(settle))
    deployment.post(queued())
    deployment.work()
    deployment.clock.now += 3000.0

    forget(deployment, "cool off")
    wake(deployment)
    deployment.work()

    assert deployment.run().next_attempt_at == deployment.clock.now + 3600.0


def test_a_forgotten_answer_is_asked_for_again() -> None:
    def settle(_params: Params, ctx: Context) -> None:
        ctx.wait_for_person("Refund?", ["yes", "no"], within=3600.0)
        ctx.sleep("cool off", 3600.0)

    deployment = Deployment(declared(settle))
    deployment.post(queued())
    deployment.work()
    run_operations(deployment).answer(deployment.run(), "Refund?", "yes")
    deployment.work()
    assert deployment.run().waits_for == "sleep/cool off"

    forget(deployment, "Refund?")
    wake(deployment)
    deployment.work()

    assert deployment.run().waits_for == "answer/Refund?"


def test_a_forgotten_wait_finds_its_event_again() -> None:
    shipped = "store/shipment/created"
    told: list[int] = []

    def settle(_params: Params, ctx: Context) -> None:
        shipment = ctx.wait_for(shipped, 250, within=3600.0)
        told.append(shipment.id if shipment else 0)
        ctx.sleep("cool off", 3600.0)

    deployment = Deployment(declared(settle, waits_for={shipped: "orderId"}))
    deployment.post(queued())
    deployment.work()
    at = deployment.clock.now
    data = {"type": "shipment", "id": 9, "orderId": 250}
    deployment.post(
        queued(event_body(shipped, hash="a-shipment", created_at=int(at) + 1, data=data), received_at=at + 1)
    )
    while not told:
        deployment.work()

    forget(deployment, f"{shipped} orderId=250")
    wake(deployment)
    deployment.work()

    assert (told, deployment.run().waits_for) == ([9, 9], "sleep/cool off")
