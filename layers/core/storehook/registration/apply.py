"""Carrying out a plan at a store."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from storehook.bigcommerce.client import StoreClient
from storehook.errors import ApiRefused, RunError, StorehookError, Unauthorized
from storehook.registration.desired import related
from storehook.registration.errors import ExceptionWebhookTaken, ScopeFull, WebhookRefused
from storehook.registration.hook import EXCEPTIONS, DesiredHook, Hook, HookOwnership, hook_of, hooks_of
from storehook.registration.plan import Plan, Step, step_for

MOST_PER_SCOPE = 10
"""Hooks that one API account may have on one scope of a store (BigCommerce docs, webhooks overview, limits)."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a plan.

    Args:
        hooks: our hooks, as they are now.
        done: the steps that were carried out.
        refused: why others were not.
        stopped: what ended it before its end; None if nothing did.
    """

    hooks: tuple[Hook, ...]
    done: tuple[Step, ...]
    refused: tuple[StorehookError, ...]
    stopped: RunError | None


def list_hooks(client: StoreClient) -> list[Hook]:
    """Every hook that the store's API account sees."""
    return hooks_of(client.v3.list("/hooks"))


def is_registered(wanted: DesiredHook, hooks: Iterable[Hook]) -> bool:
    """Whether one of the hooks is the wanted one, and active."""
    return any(hook.active and (hook.scope, hook.destination) == (wanted.scope, wanted.destination) for hook in hooks)


def apply(plan: Plan, client: StoreClient, ownership: HookOwnership) -> Applied:
    """Carry out a plan's steps. One that is refused does not hold up the others, except deletions of what it replaces.

    It ends early, and raises nothing, when the token is not valid, the store's budget is used up, or BigCommerce is not
    there: what is left is for the next pass.

    Args:
        plan: what to do.
        client: the store's API.
        ownership: tells our hooks from those of others.
    """
    return _Application(client, ownership, {step.hook.id: step.hook for step in plan.steps if step.hook}).apply(plan)


@dataclass(slots=True)
class _Application:
    client: StoreClient
    ownership: HookOwnership
    hooks: dict[int, Hook]
    done: list[Step] = field(default_factory=list[Step])
    refused: list[StorehookError] = field(default_factory=list[StorehookError])
    unregistered: list[str] = field(default_factory=list[str])

    def apply(self, plan: Plan) -> Applied:
        stopped = None
        try:
            for step in plan.changes:
                self._take(step)
        except RunError as error:
            stopped = error
        return Applied(tuple(self.hooks.values()), tuple(self.done), tuple(self.refused), stopped)

    def _take(self, step: Step) -> None:
        if step.wanted is None:
            # While its replacement is not there, it is better than nothing.
            if not related(step.scope, self.unregistered):
                self._delete(step)
            return
        try:
            self._bring_about(step, step.wanted)
        except ApiRefused as error:
            if error.status == 401:
                raise
            self._compare(step, step.wanted, error)

    def _bring_about(self, step: Step, wanted: DesiredHook) -> None:
        # BigCommerce's documentation has told two defaults of is_active: it is always sent.
        headers = wanted.headers_with(step.hook.headers if step.hook else {})
        body: dict[str, Any] = {"is_active": True, "headers": headers}
        if step.hook is None or step.deed == "re-point":
            body["destination"] = wanted.destination
        if step.hook is None:
            answer = self.client.v3.post("/hooks", json={"scope": wanted.scope, **body})
        else:
            answer = self.client.v3.put("/hooks/{id}", id=step.hook.id, json=body)
        if hook := hook_of(answer):
            self.hooks[hook.id] = hook
        else:
            self._look_again()
        self.done.append(step)

    def _delete(self, step: Step) -> None:
        if step.hook is None:
            return
        try:
            self.client.v3.delete("/hooks/{id}", id=step.hook.id)
        except ApiRefused as error:
            if error.status == 401:
                raise
            self.refused.append(WebhookRefused(step.scope, error))
            return
        self.hooks.pop(step.hook.id, None)
        self.done.append(step)

    def _compare(self, step: Step, wanted: DesiredHook, error: ApiRefused) -> None:
        # How BigCommerce refuses a duplicate is not documented, and another pass may have been quicker.
        found = self._look_again()
        if step_for(wanted, self.hooks.values(), self.ownership).deed != "keep":
            self.unregistered.append(step.scope)
            self.refused.append(_reason(wanted, found, error))

    def _look_again(self) -> list[Hook]:
        found = list_hooks(self.client)
        self.hooks = {hook.id: hook for hook in self.ownership.among(found)}
        return found


def _reason(wanted: DesiredHook, found: list[Hook], error: ApiRefused) -> StorehookError:
    rivals = [hook for hook in found if hook.scope == wanted.scope]
    if isinstance(error, Unauthorized):
        return WebhookRefused(wanted.scope, error)
    if wanted.scope == EXCEPTIONS and rivals:
        return ExceptionWebhookTaken(rivals[0].id, rivals[0].destination)
    if len(rivals) >= MOST_PER_SCOPE:
        return ScopeFull(wanted.scope, MOST_PER_SCOPE)
    return WebhookRefused(wanted.scope, error)
