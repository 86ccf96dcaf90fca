"""The reconciler, asked directly: one store's plan or what became of it."""

from dataclasses import dataclass
from typing import Any

from storehook_cli.deployment import Deployment
from storehook_cli.errors import CommandError

FUNCTION = "Reconciler"
KEEP = "keep"


class UnknownAnswerError(CommandError):
    """The deployed reconciler does not answer as ours does."""

    def __init__(self) -> None:
        super().__init__("The reconciler's answer cannot be read: it is of another version. Deploy this one.")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a plan.

    Args:
        step: create, reactivate, re-point, amend, delete or keep.
        scope: of the hook.
        destination: of the hook.
        id: BigCommerce's, of a hook that is there; else empty.
    """

    step: str
    scope: str
    destination: str
    id: str


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The reconciler's answer for one store.

    Args:
        store_hash: the store.
        outcome: one of `registration.record.OUTCOMES`.
        detail: why it did not end well; empty if it did.
        steps: the plan.
    """

    store_hash: str
    outcome: str
    detail: str
    steps: tuple[Step, ...]

    @property
    def changes(self) -> tuple[Step, ...]:
        """The steps that change something."""
        return tuple(step for step in self.steps if step.step != KEEP)

    @property
    def problem(self) -> str:
        """What went wrong, in one line; empty if nothing did."""
        return "" if self.outcome == "registered" else self.detail or self.outcome


def reconcile(deployment: Deployment, store_hash: str, *, dry_run: bool = False, remove: bool = False) -> Reconciled:
    """Bring one store's webhooks in order, now.

    Args:
        deployment: the stack.
        store_hash: the store.
        dry_run: only plan.
        remove: remove all of ours instead.

    Raises:
        FunctionFailedError: the reconciler raised, as for an action file that cannot be imported.
        UnknownAnswerError: it does not answer as ours does.
    """
    event: dict[str, Any] = {"kind": "reconcile", "store_hash": store_hash, "why": "demand"}
    return _reconciled(deployment.invoke(FUNCTION, event | _flags(dry_run=dry_run, remove=remove)))


def reconcile_all(deployment: Deployment) -> None:
    """Queue a reconcile for every active store.

    Raises:
        FunctionFailedError: the reconciler raised.
    """
    deployment.invoke(FUNCTION, {"kind": "reconcile-all", "why": "demand"})


def _flags(**flags: bool) -> dict[str, bool]:
    return {name: True for name, given in flags.items() if given}


def _reconciled(answer: dict[str, Any]) -> Reconciled:
    try:
        steps = tuple(
            Step(each["step"], each["scope"], each["destination"], str(each.get("id") or ""))
            for each in answer["steps"]
        )
        return Reconciled(answer["store_hash"], answer["outcome"], answer.get("detail", ""), steps)
    except (KeyError, TypeError) as error:
        raise UnknownAnswerError from error
