"""An operator of a deployment in memory."""

from tests.support.deployment import Deployment, Script, declared, deploy, queued
from tests.support.memory import MemoryDeadLetters, MemoryQuestions, MemoryRunIndexes

from storehook.actions.context import Context
from storehook.errors import Fail
from storehook.history.reading import RunHistory
from storehook.operations.logs import Logs
from storehook.operations.run_operations import RunOperations
from storehook.operations.runs_service import RunsService
from storehook.queues.run_key import RunKey
from storehook.testing.memory import MemoryLanes

NOBODY = RunKey("8jbhprizry", "nobody", "scripted")


def run_operations(deployment: Deployment) -> RunOperations:
    """Make the operations on the deployment's runs."""
    return RunOperations(
        repository=deployment.repository,
        step_table=deployment.steps,
        lanes=MemoryLanes("default", deployment.queues, deployment.dead_letters),
        letters={
            lane: MemoryDeadLetters(deployment.dead_letters[lane], deployment.queues[lane])
            for lane in deployment.queues
        },
        clock=deployment.clock,
    )


def runs_service(deployment: Deployment) -> RunsService:
    """Make the service for the deployment's runs."""
    return RunsService(
        repository=deployment.repository,
        step_table=deployment.steps,
        open_questions=MemoryQuestions(deployment.repository, deployment.steps),
        history=RunHistory(indexes=MemoryRunIndexes(deployment.repository), clock=deployment.clock),
        run_operations=run_operations(deployment),
        logs=Logs("/storehook/shop", "eu-central-1"),
    )


def scheduled(delay: float) -> tuple[Deployment, list[str]]:
    """Make a deployment in which one action has enqueued another with a delay in seconds."""
    ran: list[str] = []

    def outer(_params: object, ctx: Context) -> None:
        ctx.enqueue("inner", {"id": 1}, delay=delay)

    def inner(_params: object, _ctx: object) -> None:
        ran.append("inner")

    deployment = Deployment(declared(outer), declared(inner, "store/product/updated"))
    deployment.post(queued())
    deployment.work()
    return deployment, ran


def key_of(deployment: Deployment, action: str) -> RunKey:
    return next(key for key in deployment.repository.rows if key.action == action)


def failed(*steps: BaseException | None) -> tuple[Deployment, Script]:
    """Make a deployment with one failed run. The steps are those of further attempts."""
    deployment, script = deploy(Fail("no"), *steps)
    deployment.work()
    return deployment, script
