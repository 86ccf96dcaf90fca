"""The reconciler, asked directly: one store's plan or what became of it."""

from dataclasses import dataclass
from typing import Any

from storehook_cli.errors import CommandError
from storehook_cli.stack.deployment import Deployment

FUNCTION = "Reconciler"

KEEP = "keep"

WELL = ("registered", "previewed")
"""The outcomes with which nothing went wrong."""


class UnknownAnswerError(CommandError):
    """The deployed reconciler does not answer as ours does."""

    def __init__(self) -> None:
        super().__init__("The reconciler's answer cannot be read: it is of another version. Deploy this one.")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a plan.

    Args:
        do: create, reactivate, re-point, amend, delete or keep.
        scope: of the hook.
        destination: of the hook, as it is to be.
        id: BigCommerce's, of a hook that is there; 0 of one that is not.
    """

    do: str
    scope: str
    destination: str
    id: int = 0

    def __str__(self) -> str:
        """For people."""
        return f"{self.do:<10}  {self.scope}  {self.destination}{f'  {self.id}' if self.id else ''}"


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The reconciler's answer for one store.

    Args:
        store_hash: the store.
        outcome: registered, failed, unauthorized or later; previewed; or skipped, if the store is not active.
        detail: what went wrong; empty if nothing did.
        steps: what was done; or, of a preview, what would be.
    """

    store_hash: str
    outcome: str
    detail: str
    steps: tuple[Step, ...]

    @property
    def changes(self) -> tuple[Step, ...]:
        """The steps that change something."""
        return tuple(step for step in self.steps if step.do != KEEP)

    @property
    def problem(self) -> str:
        """What went wrong, in one line; empty if nothing did."""
        return self.detail or ("" if self.outcome in WELL else self.outcome)


def reconcile(deployment: Deployment, store_hash: str, *, dry_run: bool = False) -> Reconciled:
    """Bring one store's webhooks in order, now.

    Args:
        deployment: the stack.
        store_hash: the store.
        dry_run: only plan.

    Raises:
        FunctionFailedError: the reconciler raised, as for an action file that cannot be imported.
        UnknownAnswerError: it does not answer as ours does.
    """
    return _asked(deployment, {"store_hash": store_hash, **({"dry_run": True} if dry_run else {})})


def unregister(deployment: Deployment, store_hash: str) -> Reconciled:
    """Delete one store's webhooks, now.

    Args:
        deployment: the stack.
        store_hash: the store.

    Raises:
        FunctionFailedError: the reconciler raised.
        UnknownAnswerError: it does not answer as ours does.
    """
    return _asked(deployment, {"store_hash": store_hash, "unregister": True})


def reconcile_all(deployment: Deployment) -> None:
    """Queue a reconcile for every active store.

    Raises:
        FunctionFailedError: the reconciler raised.
    """
    deployment.invoke(FUNCTION, {"kind": "reconcile-all", "why": "demand"})


def _asked(deployment: Deployment, more: dict[str, Any]) -> Reconciled:
    answer = deployment.invoke(FUNCTION, {"kind": "reconcile", "why": "demand", **more})
    try:
        steps = tuple(_step(each) for each in answer["steps"])
        return Reconciled(answer["store_hash"], answer["outcome"], answer["detail"], steps)
    except (KeyError, TypeError) as error:
        raise UnknownAnswerError from error


def _step(fields: dict[str, Any]) -> Step:
    return Step(fields["step"], fields["scope"], fields["destination"], fields.get("id", 0))
