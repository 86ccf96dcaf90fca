"""A run whose store's line is not that far waits, and comes back to its own place in it."""

from dataclasses import dataclass, field

from tests.support.deployment import Deployment, Script, deploy

from storehook.bigcommerce.admission import ENTERS, Turn

PLACE = 17.5


@dataclass
class Door:
    """Gives everybody a place in line, and lets in who comes back with it: `bigcommerce.admission.Admits`."""

    deployment: Deployment
    asked: list[float | None] = field(default_factory=list[float | None])

    def turn(self, store_hash: str, action: str, position: float | None = None) -> Turn:  # noqa: ARG002 - the port's
        """As `Admits.turn`."""
        self.asked.append(position)
        return ENTERS if position == PLACE else Turn(enters=False, position=PLACE, at=self.deployment.clock.now + 30)

    def ended(self, store_hash: str, action: str, calls: int) -> None:
        """As `Admits.ended`."""


def in_line() -> tuple[Deployment, Script, Door]:
    deployment, script = deploy(None)
    door = deployment.admission = Door(deployment)
    return deployment, script, door


def test_it_has_not_begun_and_its_row_says_when_it_comes_back() -> None:
    deployment, script, _ = in_line()

    deployment.work()

    assert deployment.run().next_attempt_at == deployment.clock.now + 30
    assert (deployment.run().attempts, script.contexts) == ((), [])


def test_it_comes_back_with_its_place_and_completes() -> None:
    deployment, _, door = in_line()

    deployment.drain()

    assert door.asked == [None, PLACE]
    assert deployment.run().state == "completed"
