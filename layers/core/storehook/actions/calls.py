"""Actions that call and enqueue each other.

Neither passes the session on: the other action gets the store's hash as a param and has no current store, as in Gadget.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from storehook.actions.action import Action, Registry
from storehook.errors import CallTooDeep, Fail, UnknownAction, UnknownLane
from storehook.queues.lanes import LANES, MAX_DELAY
from storehook.queues.message import Message
from storehook.queues.ports import Lanes
from storehook.queues.run_key import KEYED, RunKey, shortened
from storehook.runs import run as runs
from storehook.runs.loops import Cause
from storehook.runs.ports import RunRepository
from storehook.runs.run import ENQUEUED, FINISHED, Lease, Run
from storehook.saves import Conflict, Saved

MAX_DEPTH = 10
"""Maximum depth of actions that call or enqueue each other. AWS itself cuts such chains at about 16."""

MAX_PAYLOAD = 64 * 1024
"""Bytes of params, as JSON. A run's row also holds its attempts' errors, and DynamoDB limits a row to 400 KB."""

GENERATIONS_BACK = 20
"""Generations of a key that a retry searches for the run of an earlier attempt. Beyond that, it creates another."""

LONGEST_DELAY = 10 * 366 * 24 * 3600.0
"""Seconds."""

MAX_CALLER = 1024
"""Bytes of a caller's name in the name of the run that it enqueues. DynamoDB limits a key to 2,048."""


@dataclass(frozen=True, slots=True)
class Enqueued:
    """Run that was enqueued.

    Args:
        run_key: its key, which is `ctx.run_key` in that run.
        is_new: False if a run of that key was already live, or an earlier attempt created it. This is that run.
    """

    run_key: str
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """Calls of one attempt to other actions.

    Args:
        run: the calling run.
        clock: returns unix seconds.
        chain: names of the running actions, outermost first.
        cause: cause of the run, passed on to the runs that it enqueues.
        unkeyed: numbers of runs that the attempt enqueued without a key, by action, lane and params.
        enqueued: runs that the attempt enqueued.
    """

    run: Run
    registry: Registry
    repository: RunRepository
    lanes: Lanes
    clock: Callable[[], float]
    token: Callable[[], str]
    chain: tuple[str, ...]
    cause: Cause
    unkeyed: Counter[str] = field(default_factory=Counter[str])
    enqueued: list[RunKey] = field(default_factory=list[RunKey])

    def deeper(self, name: str) -> "Calls":
        """Return the calls for an action that this one calls, if not too many actions are running."""
        chain = (*self.chain, name)
        if name in self.chain or len(chain) > MAX_DEPTH:
            raise CallTooDeep(chain, MAX_DEPTH)
        return replace(self, chain=chain)

    def action(self, name: str) -> Action:
        """Return the action of that name."""
        if (action := self.registry.get(name)) is None:
            raise UnknownAction(name, self.registry.nearest(name))
        return action

    def enqueue(
        self,
        name: str,
        params: Mapping[str, Any],
        *,
        delay: float = 0.0,
        key: str | None = None,
        lane: str | None = None,
    ) -> Enqueued:
        """Create a run of another action. The arguments are those of `Context.enqueue`.

        The run is identified by its action, params and lane, and by the number of equal ones that the attempt enqueued
        before it. A retry therefore enqueues the same runs again, also on another path through the action's code. Each
        generation of the calling run enqueues its own runs.
        """
        lane = lane or self.action(name).lane
        self._check(name, delay, lane)
        self._check_key(name, key)
        self._check_time(name, delay)
        payload = _payload(params)
        event_id = self._unkeyed(name, payload, lane) if key is None else f"{KEYED}{shortened(key)}"
        run_key = RunKey(self.run.key.store_hash, event_id, name)
        before = self.repository.latest(run_key) if key is not None else None
        if before is not None and (existing := self._live_or_own(before, payload, lane)):
            self.enqueued.append(existing.key)
            return Enqueued(existing.run_key, is_new=False)
        run_key = replace(run_key, generation=before.key.generation + 1 if before else 0)
        self.enqueued.append(run_key)
        return self._save_and_send(self._scheduled(run_key, payload, delay, lane), delay)

    def _save_and_send(self, run: Run, delay: float) -> Enqueued:
        # First the row, then its wake-up. If that is not sent, the timer finds the row.
        match self.repository.save(run):
            case Conflict(stored):
                return Enqueued(stored.run_key, is_new=False)
            case Saved():
                if delay <= MAX_DELAY:
                    self.lanes.send([(run.lane, run.key)], delay)
                return Enqueued(run.run_key, is_new=True)

    def _live_or_own(self, latest: Run, payload: bytes, lane: str) -> Run | None:
        """Return the live run of a key, or an ended one that this run enqueued with equal params.

        A retry therefore gets the run that an earlier attempt created, even if it has ended. A run that this attempt
        already got doesn't count.
        """
        if not (latest.state in FINISHED or latest.state == "failed"):
            return latest
        wanted = (self.run.key.path, payload, lane)
        for run in islice(self._generations(latest), GENERATIONS_BACK):
            if (run.message.caller, run.message.payload, run.lane) == wanted and run.key not in self.enqueued:
                return run
        return None

    def _generations(self, latest: Run) -> Iterator[Run]:
        """Yield the generations created since this run, latest first. An older caller of this name was another run."""
        run: Run | None = latest
        while run is not None and run.created_at >= self.run.created_at:
            yield run
            before = replace(run.key, generation=run.key.generation - 1)
            run = self.repository.get(before) if run.key.generation else None

    def _scheduled(self, key: RunKey, payload: bytes, delay: float, lane: str) -> Run:
        now = self.clock()
        message = Message(
            store_hash=key.store_hash,
            delivery_id=key.event_id,
            payload=payload,
            signed_at=int(now),
            received_at=now,
            action=key.action,
            kind="action",
            depth=self.run.message.depth + 1,
            generation=key.generation,
            cause=" ".join(self.cause.resources) or None,
            caused_before=self.cause.before,
            caller=self.run.key.path,
        )
        run = runs.first(key, message, scope=ENQUEUED, lane=lane, lease=Lease(self.token(), now, 0.0))
        return runs.scheduled(run, now + delay)

    def _check(self, name: str, delay: float, lane: str) -> None:
        if lane not in LANES:
            raise UnknownLane(lane, LANES)
        if not 0 <= delay <= LONGEST_DELAY:
            raise Fail(f"A delay of {delay:.0f} s is out of range. Pass seconds, from 0 to ten years.")
        if self.run.message.depth >= MAX_DEPTH:
            raise CallTooDeep((self.run.key.action, name), MAX_DEPTH)

    def _check_key(self, name: str, key: str | None) -> None:
        action = self.registry.get(name)
        if action is not None and action.one_at_a_time and key is None:
            raise Fail(
                f"{name}() runs one at a time for each resource, and this run names none. Pass a key that names one, "
                'such as key="order/113". The run then waits for other runs about that order.'
            )

    def _check_time(self, name: str, delay: float) -> None:
        action = self.registry.get(name)
        limits = [limit for limit in (action.within, action.start_within) if limit is not None] if action else []
        if limits and delay >= min(limits):
            raise Fail(
                f"{name}() is enqueued with a delay of {delay:.0f} s, and would be cancelled then: its time is "
                f"{min(limits):.0f} s. Pass a shorter delay, or change within or start_within."
            )

    def _unkeyed(self, name: str, payload: bytes, lane: str) -> str:
        digest = hashlib.sha256(f"{name}\n{lane}\n".encode() + payload).hexdigest()[:16]
        self.unkeyed[digest] += 1
        # The caller's name alone isn't enough: a key or a window is reused once its earlier runs have expired.
        _, _, caller = self.run.run_key.partition("/")
        return f"{shortened(caller, MAX_CALLER)}/{digest}/{self.unkeyed[digest]}"


def _payload(params: Mapping[str, Any]) -> bytes:
    try:
        # Sorted, because equal params identify equal runs.
        payload = json.dumps(dict(params), separators=(",", ":"), allow_nan=False, sort_keys=True).encode()
    except (TypeError, ValueError) as error:
        raise Fail(f"The params to enqueue aren't JSON: {error}. Pass IDs and plain values.") from error
    if len(payload) > MAX_PAYLOAD:
        raise Fail(
            f"The params to enqueue have {len(payload)} bytes. The limit is {MAX_PAYLOAD}. Pass IDs, and let the "
            "action fetch the rest."
        )
    return payload
