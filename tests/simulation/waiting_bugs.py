"""Seeded bugs in waiting runs, enqueued runs, windows, pauses and lost attempts. They work like those in `bugs.py`."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from storehook.actions import calls
from storehook.actions.action import Action
from storehook.actions.calls import Calls, Enqueued
from storehook.aws import run_items
from storehook.consumer import batch, claim_request
from storehook.consumer.claim_request import ClaimRequest
from storehook.consumer.consumer import Consumer
from storehook.consumer.holds import Holds
from storehook.consumer.outcome import Outcome, Result
from storehook.consumer.recorder import Recorder
from storehook.consumer.resource_locks import ResourceLocks
from storehook.queues.lanes import MAX_DELAY
from storehook.queues.message import Message, encode
from storehook.queues.run_key import RunKey
from storehook.runs import claims, coalesce
from storehook.runs import open as open_index
from storehook.runs import run as runs
from storehook.runs.open import Kind, held_by
from storehook.runs.ports import Due
from storehook.runs.run import STATES, Run
from storehook.stores.store import Pause
from storehook.testing import memory
from storehook.testing.memory_waits import MemoryDueRuns, MemoryPauses
from storehook.timer.timer import Timer
from storehook.webhooks.event import read


def wake_up_noted_before_it_is_sent(patch: pytest.MonkeyPatch) -> None:
    """The timer moves a run's next check before it sends the wake-up."""
    real = Timer._wake

    def hasty(self: Timer, every: list[Due]) -> None:
        for due in every:
            self._move_check(due)
        real(self, every)

    patch.setattr(Timer, "_wake", hasty)


def due_cleared_by_the_note(patch: pytest.MonkeyPatch) -> None:
    """The timer clears the due time of a run that it has woken."""
    real = MemoryDueRuns.move_check

    def clearing(self: MemoryDueRuns, due: Due, _until: float) -> None:
        real(self, due, 0.0)

    patch.setattr(MemoryDueRuns, "move_check", clearing)


def waiting_runs_expire(patch: pytest.MonkeyPatch) -> None:
    """Every write of a row sets an expiry, not only the last one."""
    real = run_items.item

    def expiring(run: Run, retention: float) -> dict[str, Any]:
        return {"expires_at": int(run.updated_at + retention), **real(run, retention)}

    patch.setattr(run_items, "item", expiring)


def generation_left_out(patch: pytest.MonkeyPatch) -> None:
    """Every wake-up names the first generation."""

    real = encode

    def without(queued: Message | RunKey) -> str:
        return real(replace(queued, generation=0) if isinstance(queued, RunKey) else queued)

    patch.setattr(memory, "encode", without)


def rank_by_arrival(patch: pytest.MonkeyPatch) -> None:
    """A window's events are ordered by their arrival."""

    def by_arrival(message: Message) -> tuple[float, str]:
        return message.received_at, message.delivery_id

    patch.setattr(coalesce, "_rank", by_arrival)


def news_told_by_created_at(patch: pytest.MonkeyPatch) -> None:
    """An event whose own time is before that of the last event does not run."""

    def told(message: Message) -> tuple[int, str]:
        event = read(message.payload)
        return event.created_at or 0, event.hash or message.delivery_id

    patch.setattr(coalesce, "_has", lambda window, message: told(message) <= told(window.message))


def window_keeps_its_attempts(patch: pytest.MonkeyPatch) -> None:
    """An event that joins a window has only the attempts that are left."""
    real = coalesce._join

    def keeping(window: Run, message: Message, seconds: float, now: float) -> Run:
        return replace(real(window, message, seconds, now), attempt=window.attempt)

    patch.setattr(coalesce, "_join", keeping)


def lost_attempt_counted_at_once(patch: pytest.MonkeyPatch) -> None:
    """An attempt whose process died counts, even if the process worked on other runs as well."""
    real = runs.lose_attempt

    def rash(run: Run) -> Run:
        return real(replace(run, alone=True))

    patch.setattr(claims, "lose_attempt", rash)


def suspect_in_the_time_left(patch: pytest.MonkeyPatch) -> None:
    """A run whose process died starts again in the seconds that its invocation has left."""
    patch.setattr(claim_request, "full_time", lambda *_: 0.0)


def killer_in_the_order_of_its_batch(patch: pytest.MonkeyPatch) -> None:
    """The suspects of a batch start in its order."""
    patch.setattr(batch, "_lost_attempts", lambda _: 0)


def enqueued_by_position(patch: pytest.MonkeyPatch) -> None:
    """An enqueued run is named by the number of runs that its attempt has enqueued before."""

    def by_position(self: Calls, *_: object) -> str:
        self.unkeyed["all"] += 1
        return f"{self.run.key.path}/{self.unkeyed['all']}"

    patch.setattr(Calls, "_unkeyed", by_position)


def key_starts_again(patch: pytest.MonkeyPatch) -> None:
    """Enqueuing with a key creates its next generation, even if one is live."""
    patch.setattr(calls, "FINISHED", frozenset(STATES))


def earlier_attempts_forgotten(patch: pytest.MonkeyPatch) -> None:
    """A keyed run of an earlier attempt counts only while it is live."""
    patch.setattr(Calls, "_generations", lambda *_: iter(()))


def pauses_read_once(patch: pytest.MonkeyPatch) -> None:
    """Pauses are read only once."""
    real, seen = MemoryPauses.all, dict[int, Mapping[str, Pause]]()

    def once(self: MemoryPauses) -> Mapping[str, Pause]:
        return seen.setdefault(id(self.rows), dict(real(self)))

    patch.setattr(MemoryPauses, "all", once)


def note_after_the_row(patch: pytest.MonkeyPatch) -> None:
    """The holder of a run is noted after the row says that the run is held."""

    def hasty(self: Recorder, run: Run, by: str) -> Outcome:
        outcome = self.record("held", runs.hold(run, by, self.clock()))
        self.holds.note(by)
        return outcome

    patch.setattr(Recorder, "hold", hasty)


def wake_up_before_the_row_of_an_enqueue(patch: pytest.MonkeyPatch) -> None:
    """The wake-up of an enqueued run is sent before its row is stored."""
    real = Calls._save_and_send

    def hasty(self: Calls, run: Run, delay: float) -> Enqueued:
        if delay <= MAX_DELAY:
            self.lanes.send([(run.lane, run.key)], delay)
        return real(self, run, delay)

    patch.setattr(Calls, "_save_and_send", hasty)


def wake_up_before_the_row_of_a_wait(patch: pytest.MonkeyPatch) -> None:
    """The wake-up of a run that waits is sent before its row says so."""

    def hasty(self: Recorder, result: Result, waiting: Run) -> Outcome:
        self.send_wake_up(waiting, waiting.updated_at)
        return self.record(result, waiting)

    patch.setattr(Recorder, "wait", hasty)


def failed_runs_expire(patch: pytest.MonkeyPatch) -> None:
    """A failed run expires although its dead letter is owed."""
    real = run_items.item

    def expiring(run: Run, retention: float) -> dict[str, Any]:
        expiry = {"expires_at": int(run.updated_at + retention)} if run.state == "failed" else {}
        return expiry | real(run, retention)

    patch.setattr(run_items, "item", expiring)


def lock_kept_by_a_failed_run(patch: pytest.MonkeyPatch) -> None:
    """A run that fails keeps its resource lock."""

    def forgetful(self: Recorder, run: Run, _action: object) -> Outcome:
        outcome = self.record("failed", run)
        return outcome if outcome.run is None else self.dead_letter(outcome.run)

    patch.setattr(Recorder, "fail", forgetful)


def next_run_woken_in_the_lane_of_the_last(patch: pytest.MonkeyPatch) -> None:
    """The run that gets a lock is woken in the lane of the run that releases it."""
    real = ResourceLocks.release

    def in_its_own_lane(self: ResourceLocks, run: Run) -> Run | None:
        next_run = real(self, run)
        return None if next_run is None else replace(next_run, lane=run.lane)

    patch.setattr(ResourceLocks, "release", in_its_own_lane)


def lock_kept_by_whoever_sends_the_dead_letter(patch: pytest.MonkeyPatch) -> None:
    """A worker that sends the dead letter of a lost process doesn't release the run's lock."""
    real = Consumer._decline

    def forgetful(self: Consumer, request: ClaimRequest, action: Action, claim: Any) -> Outcome:
        if isinstance(claim, claims.Resend):
            return self.recorder.dead_letter(claim.run)
        return real(self, request, action, claim)

    patch.setattr(Consumer, "_decline", forgetful)


def held_without_a_note(patch: pytest.MonkeyPatch) -> None:
    """A run is held, but its holder is not noted."""
    patch.setattr(Holds, "note", lambda *_: None)


def held_beside_runs_of_its_own_store(patch: pytest.MonkeyPatch) -> None:
    """A run that another store holds is in the index where its own store's runs are."""
    real = open_index.open_partition

    def beside(kind: Kind, key: RunKey) -> str:
        return real(held_by(f"store/{key.store_hash}") if kind.startswith(held_by("store/")) else kind, key)

    patch.setattr(open_index, "open_partition", beside)


def lock_not_needed(patch: pytest.MonkeyPatch) -> None:
    """Every run starts, whether it has its resource lock or not."""
    patch.setattr(ResourceLocks, "acquire", lambda *_: True)


def joined_without_a_look(patch: pytest.MonkeyPatch) -> None:
    """A run that joins those that wait for its lock does not look whether the holder has ended meanwhile."""
    patch.setattr(ResourceLocks, "_take", lambda *_: None)
