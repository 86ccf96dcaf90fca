"""What to do at a store so that its webhooks are as wanted. Pure."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Literal

from storehook.registration.hook import EXCEPTIONS, DesiredHook, Hook, HookOwnership

Deed = Literal["create", "reactivate", "re-point", "amend", "delete", "keep"]
"""Of these, amend gives a hook our key, or the new one."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Args:
        deed: what to do.
        hook: the hook that is there; None to create one.
        wanted: what it is to become; None to delete it.
    """

    deed: Deed
    hook: Hook | None = None
    wanted: DesiredHook | None = None

    @property
    def scope(self) -> str:
        """What the hook subscribes to."""
        return self.wanted.scope if self.wanted else self.hook.scope if self.hook else ""

    @property
    def destination(self) -> str:
        """Where the hook's deliveries go once the step is done, or went if it is deleted."""
        return self.wanted.destination if self.wanted else self.hook.destination if self.hook else ""

    def as_json(self) -> dict[str, str | int]:
        """The step, without the key that it may carry."""
        found: dict[str, str | int] = {"step": self.deed, "scope": self.scope, "destination": self.destination}
        if self.hook is not None:
            found["id"] = self.hook.id
        if self.hook is not None and self.hook.destination != self.destination:
            found["from"] = self.hook.destination
        return found


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps, in the order in which they are safe."""

    steps: tuple[Step, ...]

    @property
    def changes(self) -> tuple[Step, ...]:
        """The steps that change something."""
        return tuple(step for step in self.steps if step.deed != "keep")

    def __str__(self) -> str:
        """One line a step, for people."""
        width = max((len(step.scope) for step in self.steps), default=0)
        return "\n".join(f"{step.deed:<10}  {step.scope:<{width}}  {_whereabouts(step)}" for step in self.steps)


def plan(wanted: Iterable[DesiredHook], existing: Iterable[Hook], ownership: HookOwnership) -> Plan:
    """Compare what is wanted with what is there. Hooks that are not ours are in no step.

    Args:
        wanted: every hook that ought to be there; none, to take leave of a store.
        existing: every hook that the API account sees.
        ownership: tells our hooks from those of others.
    """
    own = ownership.among(existing)
    steps = [step_for(each, own, ownership) for each in wanted]
    used = {step.hook.id: step.hook for step in steps if step.hook}
    steps += [Step("delete", hook) for hook in own if hook.id not in used]
    twins = {(hook.scope, hook.destination) for hook in used.values()}
    return Plan(
        tuple(sorted(steps, key=lambda step: (_turn(step, twins), step.scope, step.hook.id if step.hook else 0)))
    )


def step_for(wanted: DesiredHook, own: Iterable[Hook], ownership: HookOwnership) -> Step:
    """The step that brings about one wanted hook: on the active one of the lowest id, if there are several.

    Args:
        wanted: the hook that ought to be there.
        own: the hooks of ours that are there.
        ownership: knows the destinations.
    """
    of_scope = (hook for hook in own if hook.scope == wanted.scope)
    candidates = sorted(of_scope, key=lambda hook: (not hook.active, hook.id))
    there = next((hook for hook in candidates if hook.destination == wanted.destination), None)
    hook = there or next((hook for hook in candidates if _can_move(hook, ownership)), None)
    if hook is None:
        return Step("create", None, wanted)
    return Step(_deed(wanted, hook), hook, wanted)


def _deed(wanted: DesiredHook, hook: Hook) -> Deed:
    if hook.destination != wanted.destination:
        return "re-point"
    if not hook.active:
        return "reactivate"
    return "keep" if wanted.is_met_by(hook.headers) else "amend"


def _can_move(hook: Hook, ownership: HookOwnership) -> bool:
    # The exceptions' hook must not share a destination, so that one at the webhooks' is in the way of theirs, and they
    # may be in the way of its own. Deleting it first ends that.
    return hook.scope != EXCEPTIONS or hook.destination not in ownership.destinations.all()


def _turn(step: Step, twins: Container[tuple[str, str]]) -> int:
    # What is superfluous goes after what replaces it: there is no moment in which an event has no hook. A twin of a
    # hook that stays, and is no worse, goes first: BigCommerce may refuse to change either while there are both. One
    # for exceptions goes first if it must go, and comes last, as `_can_move` explains.
    if step.deed == "delete":
        return 0 if step.scope == EXCEPTIONS or (step.scope, step.destination) in twins else 2
    return 3 if step.scope == EXCEPTIONS else 1


def _whereabouts(step: Step) -> str:
    number = f"#{step.hook.id} " if step.hook else ""
    before = f"{step.hook.destination} → " if step.hook and step.hook.destination != step.destination else ""
    return f"{number}{before}{step.destination}"
