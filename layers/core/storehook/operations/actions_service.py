"""Questions about the deployed actions."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from storehook.operations.errors import ReconcilerVersionMismatch
from storehook.operations.run_answers import ActionRunsAnswer
from storehook.operations.runs_service import RunsService
from storehook.operations.stores_service import ReconcilerCalls


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionAnswer(ActionRunsAnswer):
    """An action with its runs of the last day."""

    action: str
    scopes: list[str]
    lane: str


@dataclass(frozen=True, slots=True)
class ActionsAnswer:
    """The deployed actions."""

    actions: list[ActionAnswer]


@dataclass(frozen=True, slots=True)
class ActionsService:
    """Finds the deployed actions. The reconciler imports the same ones as the consumers."""

    reconciler: ReconcilerCalls
    runs: RunsService

    def all(self) -> ActionsAnswer:
        """Return the deployed actions, each with its runs of the last day."""
        answer = self.reconciler.ask({"kind": "actions"})
        by_action = self.runs.by_action()
        try:
            return ActionsAnswer(
                [
                    action_answer(action["action"], action["scopes"], action["lane"], by_action)
                    for action in answer["actions"]
                ]
            )
        except (KeyError, TypeError) as error:
            raise ReconcilerVersionMismatch from error


def action_answer(
    name: str, scopes: Iterable[str], lane: str, by_action: Mapping[str, ActionRunsAnswer]
) -> ActionAnswer:
    """Return an action with its runs of the last day, taken from `RunsService.by_action`."""
    runs = by_action.get(name, ActionRunsAnswer())
    return ActionAnswer(**asdict(runs), action=name, scopes=list(scopes), lane=lane)
