"""State of the local AWS on disk, in ministack's format.

ministack writes it when it ends. Here, it is also written while it runs, so that a kill loses a few seconds of work at
most. It is never written during a deploy: a stack that was half updated could not be deployed again.
"""

import json
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from importlib import import_module
from threading import Thread
from typing import Any

type Reads = Mapping[str, Callable[[], Any]]
"""Function that returns a service's state, by service."""

SECONDS = 5.0
"""Time between two looks at the state."""

SHARE = 0.02
"""Most time that these looks may take, as a share of all time."""

LARGE = ("lambda", "cloudformation", "cloudwatch", "cloudwatch_logs")
"""Services whose state is written only after a deploy and at the end. They have code, packages, templates and logs."""

TRIES = 5
"""Reads of a state that changes meanwhile."""


def keep(ministack: Any) -> None:
    """Write the state from now on, and show consumers the messages that ministack is about to read."""
    persistence: Any = import_module("ministack.core.persistence")
    persistence.save_state = _changes_only(persistence.save_state, persistence._json_default)
    save_all = ministack.save_all
    _show_messages_of_dead_consumers()

    def save(reads: Reads) -> None:
        if not is_deploying():
            save_all({name: _steady(read) for name, read in reads.items()})

    ministack.save_all = save
    Thread(target=_save_often, args=(save, ministack._build_persistence_save_dict), daemon=True).start()


def is_deploying() -> bool:
    """Return whether a stack is being changed, or is one that no deploy can continue from."""
    stacks: Any = import_module("ministack.services.cloudformation")._stacks
    states = [stack["StackStatus"] for stack in [*stacks._data.values()]]
    return any(not state.endswith("_COMPLETE") or state == "ROLLBACK_COMPLETE" for state in states)


def _save_often(save: Callable[[Reads], None], reads: Callable[[], Reads]) -> None:
    saved, took = _deployed(), 0.0
    while True:
        time.sleep(max(SECONDS, took / SHARE))
        started, deployed = time.monotonic(), _deployed()
        left_out = LARGE if deployed == saved else ()
        save({name: read for name, read in reads().items() if name not in left_out})
        took = time.monotonic() - started
        if not is_deploying():
            saved = deployed


def _deployed() -> int:
    """Return the number of events of all stacks, which every deploy raises.

    Code that went live without a deploy is not written: the next start makes the folder's code live again.
    """
    events: Any = import_module("ministack.services.cloudformation")._stack_events
    return sum(len(of_stack) for of_stack in [*events._data.values()])


def _changes_only(save_state: Callable[[str, Any], None], default: Callable[[Any], Any]) -> Callable[[str, Any], None]:
    written: dict[str, str] = {}

    def save(service: str, state: Any) -> None:
        digest = "" if service in LARGE else sha256(json.dumps(state, default=default).encode()).hexdigest()
        if not digest or written.get(service) != digest:
            save_state(service, state)
            written[service] = digest

    return save


def _steady(read: Callable[[], Any]) -> Callable[[], Any]:
    """Read again if another thread adds or removes something during a read."""

    def read_again() -> Any:
        for _ in range(TRIES - 1):
            try:
                return read()
            except RuntimeError:
                continue
        return read()

    return read_again


def _show_messages_of_dead_consumers() -> None:
    # A received message hides from other consumers for minutes. Its consumer has ended with the local AWS.
    queues: Any = import_module("ministack.services.sqs")
    load = queues.load_persisted_state

    def load_and_show(state: Any) -> None:
        load(state)
        for queue in queues._queues._data.values():
            for message in queue["messages"]:
                if message.get("receive_count", 0) > 0:
                    message["visible_at"] = min(message["visible_at"], time.time())

    queues.load_persisted_state = load_and_show
