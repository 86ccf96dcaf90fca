"""What to do at a store so that its webhooks are as wanted. Pure."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Literal

from storehook.registration.webhook import EXCEPTIONS, DesiredWebhook, Webhook, WebhookOwnership

StepKind = Literal["create", "reactivate", "re-point", "amend", "delete", "keep"]
"""Of these, amend gives a webhook our key, or the new one."""


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One step.

    Args:
        deed: what to do.
        webhook: the webhook that is there; None to create one.
        wanted: what it is to become; None to delete it.
    """

    kind: StepKind
    webhook: Webhook | None = None
    wanted: DesiredWebhook | None = None

    @property
    def scope(self) -> str:
        """What the webhook subscribes to."""
        return self.wanted.scope if self.wanted else self.webhook.scope if self.webhook else ""

    @property
    def destination(self) -> str:
        """Where the webhook's deliveries go once the step is done, or went if it is deleted."""
        return self.wanted.destination if self.wanted else self.webhook.destination if self.webhook else ""

    def as_json(self) -> dict[str, str | int]:
        """The step, without the key that it may carry."""
        found: dict[str, str | int] = {"step": self.kind, "scope": self.scope, "destination": self.destination}
        if self.webhook is not None:
            found["id"] = self.webhook.id
        if self.webhook is not None and self.webhook.destination != self.destination:
            found["from"] = self.webhook.destination
        return found


@dataclass(frozen=True, slots=True)
class WebhookPlan:
    """The steps, in the order in which they are safe."""

    steps: tuple[PlanStep, ...]

    @property
    def changes(self) -> tuple[PlanStep, ...]:
        """The steps that change something."""
        return tuple(step for step in self.steps if step.kind != "keep")

    def __str__(self) -> str:
        """One line a step, for people."""
        width = max((len(step.scope) for step in self.steps), default=0)
        return "\n".join(f"{step.kind:<10}  {step.scope:<{width}}  {_whereabouts(step)}" for step in self.steps)


def plan(wanted: Iterable[DesiredWebhook], existing: Iterable[Webhook], ownership: WebhookOwnership) -> WebhookPlan:
    """Compare what is wanted with what is there. Webhooks that are not ours are in no step.

    Args:
        wanted: every webhook that ought to be there; none, to take leave of a store.
        existing: every webhook that the API account sees.
        ownership: tells our webhooks from those of others.
    """
    own = ownership.among(existing)
    steps = [step_for(each, own, ownership) for each in wanted]
    used = {step.webhook.id: step.webhook for step in steps if step.webhook}
    steps += [PlanStep("delete", webhook) for webhook in own if webhook.id not in used]
    twins = {(webhook.scope, webhook.destination) for webhook in used.values()}
    return WebhookPlan(
        tuple(sorted(steps, key=lambda step: (_turn(step, twins), step.scope, step.webhook.id if step.webhook else 0)))
    )


def step_for(wanted: DesiredWebhook, own: Iterable[Webhook], ownership: WebhookOwnership) -> PlanStep:
    """The step that brings about one wanted webhook: on the active one of the lowest id, if there are several.

    Args:
        wanted: the webhook that ought to be there.
        own: the webhooks of ours that are there.
        ownership: knows the destinations.
    """
    of_scope = (webhook for webhook in own if webhook.scope == wanted.scope)
    candidates = sorted(of_scope, key=lambda webhook: (not webhook.active, webhook.id))
    there = next((webhook for webhook in candidates if webhook.destination == wanted.destination), None)
    webhook = there or next((webhook for webhook in candidates if _can_move(webhook, ownership)), None)
    if webhook is None:
        return PlanStep("create", None, wanted)
    return PlanStep(_kind(wanted, webhook), webhook, wanted)


def _kind(wanted: DesiredWebhook, webhook: Webhook) -> StepKind:
    if webhook.destination != wanted.destination:
        return "re-point"
    if not webhook.active:
        return "reactivate"
    return "keep" if wanted.is_met_by(webhook.headers) else "amend"


def _can_move(webhook: Webhook, ownership: WebhookOwnership) -> bool:
    # The webhook for delivery exceptions must not share its destination (BigCommerce docs, webhook events). One that
    # does, or that stands where it belongs, cannot be changed. It is deleted first.
    return webhook.scope != EXCEPTIONS or webhook.destination not in ownership.destinations.all()


def _turn(step: PlanStep, twins: Container[tuple[str, str]]) -> int:
    # What is superfluous goes after what replaces it: there is no moment in which an event has no webhook. A twin of a
    # webhook that stays, and is no worse, goes first: BigCommerce may refuse to change either while there are both. One
    # for exceptions goes first if it must go, and comes last, as `_can_move` explains.
    if step.kind == "delete":
        return 0 if step.scope == EXCEPTIONS or (step.scope, step.destination) in twins else 2
    return 3 if step.scope == EXCEPTIONS else 1


def _whereabouts(step: PlanStep) -> str:
    number = f"#{step.webhook.id} " if step.webhook else ""
    before = f"{step.webhook.destination} → " if step.webhook and step.webhook.destination != step.destination else ""
    return f"{number}{before}{step.destination}"
