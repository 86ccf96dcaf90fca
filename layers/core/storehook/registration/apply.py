"""Execution of a plan at a store."""

from dataclasses import dataclass, field
from typing import Any

from storehook.bigcommerce.client import StoreClient
from storehook.errors import ApiRefused, RunError, Unauthorized
from storehook.registration.desired import overlaps
from storehook.registration.plan import PlanStep, WebhookPlan, step_for
from storehook.registration.webhook import DesiredWebhook, Webhook, WebhookOwnership, read_webhook, read_webhooks

MAX_PER_SCOPE = 10
"""Webhooks that an API account may have on one scope of a store (BigCommerce docs, webhooks overview, limits)."""


@dataclass(frozen=True, slots=True)
class AppliedPlan:
    """Result of a plan.

    Args:
        webhooks: our webhooks as they are now.
        refused: the reason for each refused step.
        stopped: the error that ended the plan early, or None.
    """

    webhooks: tuple[Webhook, ...]
    done: tuple[PlanStep, ...]
    refused: tuple[str, ...]
    stopped: RunError | None


def list_webhooks(client: StoreClient) -> list[Webhook]:
    """Return every webhook that the store's API account sees."""
    return read_webhooks(client.v3.list("/hooks"))


def apply(plan: WebhookPlan, client: StoreClient, ownership: WebhookOwnership) -> AppliedPlan:
    """Carry out a plan. A refused step stops only the deletion of the webhooks that it should have replaced.

    The plan ends early, and raises nothing, if the token is invalid, the store's API quota is used up, or BigCommerce
    doesn't answer. The next reconciliation does the rest.
    """
    existing = {step.webhook.id: step.webhook for step in plan.steps if step.webhook}
    return _Execution(client, ownership, existing).apply(plan)


@dataclass(slots=True)
class _Execution:
    client: StoreClient
    ownership: WebhookOwnership
    webhooks: dict[int, Webhook]
    done: list[PlanStep] = field(default_factory=list[PlanStep])
    refused: list[str] = field(default_factory=list[str])
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
        try:
            if step.desired is not None:
                self._write(step, step.desired)
            # As long as its replacement doesn't exist, the old webhook is better than none.
            elif step.webhook is not None and not overlaps(step.scope, self.unregistered):
                self._delete(step, step.webhook)
        except ApiRefused as error:
            if error.status == 401:
                raise
            self._note_refusal(step, error)

    def _write(self, step: PlanStep, desired: DesiredWebhook) -> None:
        # BigCommerce's documentation has named two defaults of is_active, so it is always sent.
        headers = desired.headers_with(step.webhook.headers if step.webhook else {})
        body: dict[str, Any] = {"is_active": True, "headers": headers}
        if step.webhook is None or step.kind == "re-point":
            body["destination"] = desired.destination
        if step.webhook is None:
            answer = self.client.v3.post("/hooks", json={"scope": desired.scope, **body})
        else:
            answer = self.client.v3.put("/hooks/{id}", id=step.webhook.id, json=body)
        webhook = read_webhook(answer)
        # Somebody may have given the webhook another destination since it was listed. It is no longer ours then.
        if webhook and webhook.destination == desired.destination:
            self.webhooks[webhook.id] = webhook
        else:
            self._list_again()
        self.done.append(step)

    def _delete(self, step: PlanStep, webhook: Webhook) -> None:
        self.client.v3.delete("/hooks/{id}", id=webhook.id)
        self.webhooks.pop(webhook.id, None)
        self.done.append(step)

    def _note_refusal(self, step: PlanStep, error: ApiRefused) -> None:
        if step.desired is None:
            self.refused.append(_refusal(step.scope, error))
            return
        # BigCommerce doesn't document how it refuses a duplicate, and another reconciliation may have been faster.
        existing = self._list_again()
        if step_for(step.desired, self.webhooks.values(), self.ownership).kind != "keep":
            self.unregistered.append(step.scope)
            self.refused.append(_reason(step.scope, existing, error))

    def _list_again(self) -> list[Webhook]:
        existing = list_webhooks(self.client)
        self.webhooks = {webhook.id: webhook for webhook in self.ownership.owned(existing)}
        return existing


def _reason(scope: str, existing: list[Webhook], error: ApiRefused) -> str:
    rivals = [webhook for webhook in existing if webhook.scope == scope]
    if isinstance(error, Unauthorized):
        return _refusal(scope, error)
    if len(rivals) >= MAX_PER_SCOPE:
        why = f"the API account already has {MAX_PER_SCOPE} webhooks on this scope, the maximum"
        return _refusal(scope, f"{why}. Delete webhooks that nobody needs, or give storehook a separate API account")
    return _refusal(scope, error)


def _refusal(scope: str, why: object) -> str:
    return f"BigCommerce refused the webhook {scope}: {why}."
