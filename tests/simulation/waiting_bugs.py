"""Bugs in what waits, comes again or dies together, put into the real code as those in `bugs.py` are."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from tests.support.memory import MemoryDueRuns, MemoryPauses

from storehook.actions import calls
from storehook.actions.calls import Calls
from storehook.aws import run_items
from storehook.consumer.holds import Holds
from storehook.queues.message import Message, WakeUp
from storehook.runs import claims, coalesce
from storehook.runs import run as runs
from storehook.runs.ports import Due
from storehook.runs.run import STATES, Run, RunKey
from storehook.stores.store import Pause
from storehook.timer.timer import Timer


def wake_up_noted_before_it_is_sent(patch: pytest.MonkeyPatch) -> None:
    """The timer puts a run off, then wakes it."""
    real = Timer._wake

    def hasty(self: Timer, every: list[Due]) -> None:
        for due in every:
            self._move_check(due)
        real(self, every)

    patch.setattr(Timer, "_wake", hasty)


def due_cleared_by_the_note(patch: pytest.MonkeyPatch) -> None:
    """A run that was woken is not due any more."""
    real = MemoryDueRuns.move_check

    def clearing(self: MemoryDueRuns, due: Due, _until: float) -> None:
        real(self, due, 0.0)

    patch.setattr(MemoryDueRuns, "move_check", clearing)


def waiting_runs_expire(patch: pytest.MonkeyPatch) -> None:
    """Every write of a row says when it expires, not the last one alone."""
    real = run_items.item

    def expiring(run: Run, retention: float) -> dict[str, Any]:
        return {"expires_at": int(run.updated_at + retention), **real(run, retention)}

    patch.setattr(run_items, "item", expiring)


def generation_left_out(patch: pytest.MonkeyPatch) -> None:
    """A wake-up names the first generation, whichever it is for."""

    def nameless(self: RunKey) -> WakeUp:
        return WakeUp(self.store_hash, self.event_id, self.action, 0)

    patch.setattr(RunKey, "wake_up", property(nameless))


def rank_by_arrival(patch: pytest.MonkeyPatch) -> None:
    """Of a window's events, the last to arrive is the last."""

    def by_arrival(message: Message) -> tuple[float, str]:
        return message.received_at, message.delivery_id

    patch.setattr(coalesce, "_rank", by_arrival)


def killer_counted_at_once(patch: pytest.MonkeyPatch) -> None:
    """An attempt whose process died counts, whatever else that worked on."""
    real = runs.lose_attempt

    def rash(run: Run) -> Run:
        return real(replace(run, alone=True))

    patch.setattr(claims, "lose_attempt", rash)


def asked_for_by_place(patch: pytest.MonkeyPatch) -> None:
    """What an action enqueues is named by how many runs its attempt has asked for before."""

    def by_place(self: Calls, *_: object) -> str:
        self.asked["all"] += 1
        return f"{self.run.key.path}/{self.asked['all']}"

    patch.setattr(Calls, "_unkeyed", by_place)


def key_begins_anew(patch: pytest.MonkeyPatch) -> None:
    """Asking for a key makes its next generation, whether or not one is live."""
    patch.setattr(calls, "FINISHED", frozenset(STATES))


def earlier_attempts_forgotten(patch: pytest.MonkeyPatch) -> None:
    """What an earlier attempt has begun by a key counts only while it is live."""
    patch.setattr(Calls, "_generations", lambda *_: iter(()))


def pauses_read_once(patch: pytest.MonkeyPatch) -> None:
    """What is paused is what was paused when it was first asked for."""
    real, seen = MemoryPauses.all, dict[int, Mapping[str, Pause]]()

    def once(self: MemoryPauses) -> Mapping[str, Pause]:
        return seen.setdefault(id(self.rows), dict(real(self)))

    patch.setattr(MemoryPauses, "every", once)


def held_without_a_note(patch: pytest.MonkeyPatch) -> None:
    """A run is held, and nobody notes by what."""
    patch.setattr(Holds, "note", lambda *_: None)
