"""Carrying out a plan at a store."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from storehook.bigcommerce.client import StoreClient
from storehook.errors import ApiRefused, RunError, StorehookError, Unauthorized
from storehook.registration.desired import related
from storehook.registration.errors import ExceptionWebhookTaken, ScopeFull, WebhookRefused
from storehook.registration.plan import PlanStep, WebhookPlan, step_for
from storehook.registration.webhook import (
    EXCEPTIONS,
    DesiredWebhook,
    Webhook,
    WebhookOwnership,
    read_webhook,
    read_webhooks,
)

MOST_PER_SCOPE = 10
"""Webhooks that one API account may have on one scope of a store (BigCommerce docs, webhooks overview, limits)."""


@dataclass(frozen=True, slots=True)
class AppliedPlan:
    """What became of a plan.

    Args:
        webhooks: our webhooks, as they are now.
        done: the steps that were carried out.
        refused: why others were not.
        stopped: what ended it before its end; None if nothing did.
    """

    webhooks: tuple[Webhook, ...]
    done: tuple[PlanStep, ...]
    refused: tuple[StorehookError, ...]
    stopped: RunError | None


def list_webhooks(client: StoreClient) -> list[Webhook]:
    """Every webhook that the store's API account sees."""
    return read_webhooks(client.v3.list("/hooks"))


def is_registered(wanted: DesiredWebhook, webhooks: Iterable[Webhook]) -> bool:
    """Whether one of the webhooks is the wanted one, and active."""
    return any(
        webhook.active and (webhook.scope, webhook.destination) == (wanted.scope, wanted.destination)
        for webhook in webhooks
    )


def apply(plan: WebhookPlan, client: StoreClient, ownership: WebhookOwnership) -> AppliedPlan:
    """Carry out a plan's steps. One that is refused does not hold up the others, except deletions of what it replaces.

    It ends early, and raises nothing, when the token is not valid, the store's budget is used up, or BigCommerce is not
    there: what is left is for the next pass.

    Args:
        plan: what to do.
        client: the store's API.
        ownership: tells our webhooks from those of others.
    """
    return _Application(
        client, ownership, {step.webhook.id: step.webhook for step in plan.steps if step.webhook}
    ).apply(plan)


@dataclass(slots=True)
class _Application:
    client: StoreClient
    ownership: WebhookOwnership
    webhooks: dict[int, Webhook]
    done: list[PlanStep] = field(default_factory=list[PlanStep])
    refused: list[StorehookError] = field(default_factory=list[StorehookError])
    unregistered: list[str] = field(default_factory=list[str])

    def apply(self, plan: WebhookPlan) -> AppliedPlan:
        stopped = None
        try:
            for step in plan.changes:
                self._take(step)
        except RunError as error:
            stopped = error
        return AppliedPlan(tuple(self.webhooks.values()), tuple(self.done), tuple(self.refused), stopped)

    def _take(self, step: PlanStep) -> None:
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

    def _bring_about(self, step: PlanStep, wanted: DesiredWebhook) -> None:
        # BigCommerce's documentation has told two defaults of is_active: it is always sent.
        headers = wanted.headers_with(step.webhook.headers if step.webhook else {})
        body: dict[str, Any] = {"is_active": True, "headers": headers}
        if step.webhook is None or step.kind == "re-point":
            body["destination"] = wanted.destination
        if step.webhook is None:
            answer = self.client.v3.post("/hooks", json={"scope": wanted.scope, **body})
        else:
            answer = self.client.v3.put("/hooks/{id}", id=step.webhook.id, json=body)
        if webhook := read_webhook(answer):
            self.webhooks[webhook.id] = webhook
        else:
            self._look_again()
        self.done.append(step)

    def _delete(self, step: PlanStep) -> None:
        if step.webhook is None:
            return
        try:
            self.client.v3.delete("/hooks/{id}", id=step.webhook.id)
        except ApiRefused as error:
            if error.status == 401:
                raise
            self.refused.append(WebhookRefused(step.scope, error))
            return
        self.webhooks.pop(step.webhook.id, None)
        self.done.append(step)

    def _compare(self, step: PlanStep, wanted: DesiredWebhook, error: ApiRefused) -> None:
        # How BigCommerce refuses a duplicate is not documented, and another pass may have been quicker.
        found = self._look_again()
        if step_for(wanted, self.webhooks.values(), self.ownership).kind != "keep":
            self.unregistered.append(step.scope)
            self.refused.append(_reason(wanted, found, error))

    def _look_again(self) -> list[Webhook]:
        found = list_webhooks(self.client)
        self.webhooks = {webhook.id: webhook for webhook in self.ownership.among(found)}
        return found


def _reason(wanted: DesiredWebhook, found: list[Webhook], error: ApiRefused) -> StorehookError:
    rivals = [webhook for webhook in found if webhook.scope == wanted.scope]
    if isinstance(error, Unauthorized):
        return WebhookRefused(wanted.scope, error)
    if wanted.scope == EXCEPTIONS and rivals:
        return ExceptionWebhookTaken(rivals[0].id, rivals[0].destination)
    if len(rivals) >= MOST_PER_SCOPE:
        return ScopeFull(wanted.scope, MOST_PER_SCOPE)
    return WebhookRefused(wanted.scope, error)
