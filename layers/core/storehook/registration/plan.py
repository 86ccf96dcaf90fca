"""Plan that makes a store's webhooks match the desired ones. Pure functions."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Literal

from storehook.registration.webhook import EXCEPTIONS, DesiredWebhook, Webhook, WebhookOwnership

StepKind = Literal["create", "reactivate", "re-point", "amend", "delete", "keep"]
"""Kinds of steps. To amend a webhook is to give it the current key."""


@dataclass(frozen=True, slots=True)
class PlanStep:
    """Step of a plan.

    Args:
        webhook: the existing webhook; None to create one.
        desired: its state after the step; None if it is not needed.
    """

    kind: StepKind
    webhook: Webhook | None = None
    desired: DesiredWebhook | None = None

    @property
    def scope(self) -> str:
        """Scope of the webhook."""
        target = self.desired or self.webhook
        return target.scope if target else ""

    @property
    def destination(self) -> str:
        """Destination of the webhook after the step, or before it is deleted."""
        target = self.desired or self.webhook
        return target.destination if target else ""

    def as_json(self) -> dict[str, str | int]:
        """Return the step as JSON, without the key."""
        fields: dict[str, str | int] = {"step": self.kind, "scope": self.scope, "destination": self.destination}
        if self.webhook is not None:
            fields["id"] = self.webhook.id
        if self.webhook is not None and self.webhook.destination != self.destination:
            fields["from"] = self.webhook.destination
        return fields


@dataclass(frozen=True, slots=True)
class WebhookPlan:
    """Steps in an order that is safe to stop at any point."""

    steps: tuple[PlanStep, ...]

    @property
    def changes(self) -> tuple[PlanStep, ...]:
        """Steps that change something."""
        return tuple(step for step in self.steps if step.kind != "keep")

    def __str__(self) -> str:
        """Return one line of text per step."""
        width = max((len(step.scope) for step in self.steps), default=0)
        return "\n".join(f"{step.kind:<10}  {step.scope:<{width}}  {_location(step)}" for step in self.steps)


def plan(
    desired: Iterable[DesiredWebhook],
    existing: Iterable[Webhook],
    ownership: WebhookOwnership,
    spared: Container[str] = (),
) -> WebhookPlan:
    """Compare the desired webhooks with the existing ones. Webhooks of other apps are in no step.

    Args:
        spared: scopes whose webhooks are kept, although they are not desired.
    """
    owned = ownership.owned(existing)
    steps = [step_for(webhook, owned, ownership) for webhook in desired]
    used = {step.webhook.id: step.webhook for step in steps if step.webhook}
    superfluous = [webhook for webhook in owned if webhook.id not in used]
    steps += [PlanStep("keep" if webhook.scope in spared else "delete", webhook) for webhook in superfluous]
    twins = {(webhook.scope, webhook.destination) for webhook in used.values()}
    return WebhookPlan(
        tuple(sorted(steps, key=lambda step: (_order(step, twins), step.scope, step.webhook.id if step.webhook else 0)))
    )


def step_for(desired: DesiredWebhook, owned: Iterable[Webhook], ownership: WebhookOwnership) -> PlanStep:
    """Return the step that leads to one desired webhook. It changes the active webhook with the lowest id."""
    of_scope = (webhook for webhook in owned if webhook.scope == desired.scope)
    candidates = sorted(of_scope, key=lambda webhook: (not webhook.active, webhook.id))
    in_place = next((webhook for webhook in candidates if webhook.destination == desired.destination), None)
    webhook = in_place or next((webhook for webhook in candidates if _can_move(webhook, ownership)), None)
    if webhook is None:
        return PlanStep("create", None, desired)
    return PlanStep(_kind(desired, webhook), webhook, desired)


def _kind(desired: DesiredWebhook, webhook: Webhook) -> StepKind:
    if webhook.destination != desired.destination:
        return "re-point"
    if not webhook.active:
        return "reactivate"
    return "keep" if desired.is_met_by(webhook.headers) else "amend"


def _can_move(webhook: Webhook, ownership: WebhookOwnership) -> bool:
    # The webhook for delivery exceptions must not share its destination (BigCommerce docs, webhook events). One that
    # does, or that stands where it belongs, cannot be changed. It is deleted first.
    return webhook.scope != EXCEPTIONS or webhook.destination not in ownership.destinations.all()


def _order(step: PlanStep, twins: Container[tuple[str, str]]) -> int:
    # A superfluous webhook is deleted after its replacement exists, so every event always has a webhook. The twin of a
    # webhook that stays is deleted first: BigCommerce may refuse to change either while both exist. The webhook for
    # delivery exceptions is deleted first and created last, as `_can_move` explains.
    if step.kind == "delete":
        return 0 if step.scope == EXCEPTIONS or (step.scope, step.destination) in twins else 2
    return 3 if step.scope == EXCEPTIONS else 1


def _location(step: PlanStep) -> str:
    number = f"#{step.webhook.id} " if step.webhook else ""
    before = f"{step.webhook.destination} → " if step.webhook and step.webhook.destination != step.destination else ""
    return f"{number}{before}{step.destination}"
