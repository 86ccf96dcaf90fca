"""What an operator asks about the actions that are deployed."""

from dataclasses import dataclass

from storehook.operations.answers import ActionsAnswer
from storehook.operations.runs_service import RunsService
from storehook.operations.stores_service import ReconcilerCalls
from storehook.operations.views import actions_answer


@dataclass(frozen=True, slots=True)
class ActionsService:
    """Answers about actions.

    Args:
        reconciler: knows which there are: it ships the same folder as the consumers.
        runs: know what became of them.
    """

    reconciler: ReconcilerCalls
    runs: RunsService

    def all(self) -> ActionsAnswer:
        """The actions that are deployed, each with its runs of the last day.

        Raises:
            OperationError: the reconciler failed, as one that cannot import an action.
        """
        return actions_answer(self.reconciler.ask({"kind": "actions"}), self.runs.by_action())
