"""A run whose store's queue is not that far waits, and comes back to its own place in it."""

from dataclasses import dataclass, field, replace

import pytest
from tests.support.deployment import Deployment, Script, Step, deploy
from tests.support.signed_deliveries import STORE

from storehook.bigcommerce.admission import ADMITTED, AdmissionResult
from storehook.errors import Throttled
from storehook.testing import fake_connections
from storehook.testing.memory_waits import OpenDoor

PLACE = 17.5


@dataclass
class Door:
    """Gives everybody a place in queue, and lets in who comes back with it: `bigcommerce.admission.Admits`."""

    deployment: Deployment
    asked: list[tuple[str, str, float | None]] = field(default_factory=list[tuple[str, str, float | None]])

    def admit(self, store_hash: str, action: str, position: float | None = None) -> AdmissionResult:
        """As `Admits.turn`."""
        self.asked.append((store_hash, action, position))
        return (
            ADMITTED
            if position == PLACE
            else AdmissionResult(admitted=False, position=PLACE, at=self.deployment.clock.now + 30)
        )

    def ended(self, store_hash: str, action: str, calls: int) -> None:
        """As `Admits.ended`."""


def in_line() -> tuple[Deployment, Script, Door]:
    deployment, script = deploy(None)
    door = deployment.admission = Door(deployment)
    return deployment, script, door


def test_it_has_not_begun_and_its_row_says_when_it_comes_back() -> None:
    deployment, script, _ = in_line()

    assert deployment.work().result == "queued"

    assert deployment.run().next_attempt_at == deployment.clock.now + 30
    assert (deployment.run().attempts, deployment.run().faults, script.contexts) == ((), 0, [])


def test_it_comes_back_with_its_place_and_completes() -> None:
    deployment, _, door = in_line()

    deployment.drain()

    assert door.asked == [(STORE, "scripted", None), (STORE, "scripted", PLACE)]
    assert deployment.run().state == "completed"


class Placing(OpenDoor):
    """Lets everybody in with a place."""

    def admit(self, store_hash: str, action: str, position: float | None = None) -> AdmissionResult:  # noqa: ARG002 - the port's
        """As `Admits.turn`."""
        return AdmissionResult(admitted=True, position=PLACE)


def test_a_run_that_was_let_in_and_is_throttled_comes_back_with_its_place() -> None:
    deployment, _ = deploy(Throttled(30))
    deployment.admission = Placing()

    deployment.work()

    assert deployment.run().position == PLACE


@dataclass
class Counting(OpenDoor):
    """Keeps what it is told of attempts that have ended, or is away by then."""

    fault: Exception | None = None
    told: list[tuple[str, str, int]] = field(default_factory=list[tuple[str, str, int]])

    def ended(self, store_hash: str, action: str, calls: int) -> None:
        """As `Admits.ended`."""
        if self.fault:
            raise self.fault
        self.told.append((store_hash, action, calls))


@pytest.mark.parametrize("step", [None, KeyError("why")], ids=["well", "badly"])
def test_the_line_is_told_how_many_calls_an_attempt_made_of_its_store_however_it_ended(step: Step) -> None:
    deployment, _ = deploy(step)
    door = deployment.admission = Counting()
    connections = replace(fake_connections(), calls=lambda store_hash: 3 if store_hash == STORE else 0)
    wired = deployment.consumer()
    context_factory = replace(wired.contexts, connect=lambda *_, **__: connections)

    replace(wired, contexts=context_factory).handle(deployment.receive())

    assert door.told == [(STORE, "scripted", 3)]


def test_a_line_that_cannot_be_told_makes_no_run_fail_that_has_ended_well() -> None:
    deployment, _ = deploy(None)
    deployment.admission = Counting(ConnectionError("the table is away"))

    assert deployment.work().result == "completed"


class Shut(OpenDoor):
    """A line that cannot be asked."""

    def admit(self, store_hash: str, action: str, position: float | None = None) -> AdmissionResult:  # noqa: ARG002 - the port's
        """As `Admits.turn`."""
        raise ConnectionError("the table is away")


def test_an_attempt_whose_line_cannot_be_asked_is_tried_again_and_says_why() -> None:
    deployment, script = deploy()
    deployment.admission = Shut()

    assert deployment.work().result == "retrying"
    failure = deployment.run().failure
    assert failure is not None
    assert (failure.error_type, failure.error, script.contexts) == ("ConnectionError", "the table is away", [])
