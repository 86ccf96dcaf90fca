"""An operator beside a deployment in memory."""

from tests.unit.storehook.conftest import Deployment

from storehook.console.retrying import Operator
from storehook.memory import MemoryDeadLetters, MemoryLanes


def operator(deployment: Deployment) -> Operator:
    """Whoever acts on the deployment's runs."""
    return Operator(
        ledger=deployment.ledger,
        lanes=MemoryLanes("default", deployment.queues, deployment.dead_letters),
        letters={
            lane: MemoryDeadLetters(deployment.dead_letters[lane], deployment.queues[lane])
            for lane in deployment.queues
        },
        clock=deployment.clock,
    )
