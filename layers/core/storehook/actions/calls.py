"""Actions that call and enqueue one another.

Neither carries the session over: what is called gets the store's hash as a param and no current store, as at Gadget.
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
from storehook.queues.run_key import KEYED, RunKey
from storehook.runs import run as runs
from storehook.runs.event_id import shortened
from storehook.runs.loops import Cause
from storehook.runs.ports import RunRepository
from storehook.runs.run import ENQUEUED, FINISHED, Lease, Run
from storehook.saves import Conflict, Saved

MAX_DEPTH = 10
"""How many actions may call one another, or enqueue one another. AWS itself cuts such chains at about 16 rounds."""

MAX_PAYLOAD = 64 * 1024
"""Bytes of params, as JSON. A run's row holds them beside its attempts' errors, and DynamoDB takes 400 KB of it."""

GENERATIONS_BACK = 20
"""Of a key: how far back an attempt looks for what an earlier one has begun. Behind that, it begins another."""

MAX_CALLER = 1024
"""Bytes of a caller's name that stand in that of what it asks for: DynamoDB takes 2,048 in a key."""


@dataclass(frozen=True, slots=True)
class Enqueued:
    """A run that was asked for.

    Args:
        run_key: its name, as in `ctx.run_key` of the action that runs.
        is_new: False if a run of that key was live already, or an earlier attempt has begun it: this is that one.
    """

    run_key: str
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """The calls of one attempt.

    Args:
        run: the run that calls.
        registry: the actions.
        repository: the table of runs.
        lanes: the queues.
        clock: gives unix seconds.
        token: gives a fresh random token.
        chain: the actions that are at work, outermost first.
        cause: the run's, handed on to what it enqueues.
        asked: counts the runs that the attempt has asked for without a key, by what was asked for.
        enqueued: the runs that the attempt has asked for.
    """

    run: Run
    registry: Registry
    repository: RunRepository
    lanes: Lanes
    clock: Callable[[], float]
    token: Callable[[], str]
    chain: tuple[str, ...]
    cause: Cause
    asked: Counter[str] = field(default_factory=Counter[str])
    enqueued: list[RunKey] = field(default_factory=list[RunKey])

    def deeper(self, name: str) -> "Calls":
        """The calls of an action that this one calls.

        Raises:
            CallTooDeep: it is at work already, or too many are.
        """
        chain = (*self.chain, name)
        if name in self.chain or len(chain) > MAX_DEPTH:
            raise CallTooDeep(chain, MAX_DEPTH)
        return replace(self, chain=chain)

    def action(self, name: str) -> Action:
        """The action of that name.

        Raises:
            UnknownAction: there is none.
        """
        if (found := self.registry.get(name)) is None:
            raise UnknownAction(name, self.registry.nearest(name))
        return found

    def enqueue(
        self,
        name: str,
        params: Mapping[str, Any],
        *,
        delay: float = 0.0,
        key: str | None = None,
        lane: str | None = None,
    ) -> Enqueued:
        """Ask for a run of another action, after this attempt or beside it.

        A run is named by what is asked for: the action, its params and its lane, and how many equal ones the attempt
        has asked for before. So an attempt that is made again, even if it goes another way, asks for the same runs
        again and only for those. Each generation of a run asks for runs of its own.

        Args:
            name: the action.
            params: what it is given, besides `storeHash`: anything that JSON can hold.
            delay: seconds until it is due.
            key: names the run: while one of that key is live, asking again gives that one. An attempt that is made
                again is given what an earlier one has begun by that key with the same params, even if it has ended.
            lane: the lane to run in; the default is the action's.

        Raises:
            UnknownAction: there is none of that name.
            UnknownLane: there is no such lane.
            CallTooDeep: too many actions have enqueued one another.
            Fail: the params are not JSON or over 64 KB, or the delay is over ten years.
        """
        lane = lane or self.action(name).lane
        self._check(name, delay, lane)
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
        """The run that a key gives: the live one; or what this run has begun with equal params, and not asked for yet.

        So an attempt that is made again is given what an earlier one has begun, even if that has ended.
        """
        if not (latest.state in FINISHED or latest.state == "failed"):
            return latest
        asked_for = (self.run.key.path, payload, lane)
        for each in islice(self._generations(latest), GENERATIONS_BACK):
            if (each.message.caller, each.message.payload, each.lane) == asked_for and each.key not in self.enqueued:
                return each
        return None

    def _generations(self, latest: Run) -> Iterator[Run]:
        """Those since this run is there, the latest first. Before, a run of this one's name was another."""
        run: Run | None = latest
        while run is not None and run.created_at >= self.run.created_at:
            yield run
            before = replace(run.key, generation=run.key.generation - 1)
            run = self.repository.get(before) if run.key.generation else None

    def _scheduled(self, key: RunKey, payload: bytes, delay: float, lane: str) -> Run:
        message = self._message(key, payload)
        now = message.received_at
        run = runs.first(key, message, scope=ENQUEUED, lane=lane, lease=Lease(self.token(), now, 0.0))
        return runs.scheduled(run, now + delay)

    def _message(self, key: RunKey, payload: bytes) -> Message:
        now = self.clock()
        return Message(
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

    def _check(self, name: str, delay: float, lane: str) -> None:
        if lane not in LANES:
            raise UnknownLane(lane, LANES)
        if not 0 <= delay <= LONGEST_DELAY:
            raise Fail(f"A delay of {delay:.0f} s is not possible: give seconds, from 0 up to ten years.")
        if self.run.message.depth >= MAX_DEPTH:
            raise CallTooDeep((self.run.key.action, name), MAX_DEPTH)

    def _unkeyed(self, name: str, payload: bytes, lane: str) -> str:
        asked_for = hashlib.sha256(f"{name}\n{lane}\n".encode() + payload).hexdigest()[:16]
        self.asked[asked_for] += 1
        # Not by the caller's name alone: a key or a window comes back once the table has forgotten the runs before.
        _, _, caller = self.run.run_key.partition("/")
        return f"{shortened(caller, MAX_CALLER)}/{asked_for}/{self.asked[asked_for]}"


LONGEST_DELAY = 10 * 366 * 24 * 3600.0
"""Seconds."""


def _payload(params: Mapping[str, Any]) -> bytes:
    try:
        # Sorted, since equal params ask for equal runs.
        payload = json.dumps(dict(params), separators=(",", ":"), allow_nan=False, sort_keys=True).encode()
    except (TypeError, ValueError) as error:
        raise Fail(f"The params to enqueue are not JSON: {error}. Pass ids and plain values.") from error
    if len(payload) > MAX_PAYLOAD:
        what = f"The params to enqueue have {len(payload)} bytes; the limit is {MAX_PAYLOAD}"
        raise Fail(f"{what}. Pass ids, and let the action fetch the rest.")
    return payload
