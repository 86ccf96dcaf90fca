"""What an action is given besides its params: what triggered it, and its tools."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from storehook.event import Event
from storehook.message import Kind
from storehook.runs import Run


class Log(Protocol):
    """A structured logger: what is passed as `extra` becomes fields of the JSON line."""

    def debug(self, msg: object, *args: object, extra: Mapping[str, object] | None = None) -> None: ...
    def info(self, msg: object, *args: object, extra: Mapping[str, object] | None = None) -> None: ...
    def warning(self, msg: object, *args: object, extra: Mapping[str, object] | None = None) -> None: ...
    def error(self, msg: object, *args: object, extra: Mapping[str, object] | None = None) -> None: ...
    def exception(self, msg: object, *args: object, extra: Mapping[str, object] | None = None) -> None: ...


@dataclass(frozen=True, slots=True)
class Trigger:
    """Why the action runs.

    Args:
        kind: webhook, action, catch-up or manual.
        scope: the event's scope.
        data: the event's data as BigCommerce sent it, not flattened.
        store_hash: the store.
        created_at: when it happened, in unix seconds; None if BigCommerce did not say.
        hash: the event's hash; None if BigCommerce sent none.
        attempt: the number of this attempt; the first is 1.
        retries: how many attempts went before this one.
        final_attempt: whether the run fails if this attempt does.
    """

    kind: Kind
    scope: str
    data: dict[str, Any] | list[Any]
    store_hash: str
    created_at: int | None
    hash: str | None
    attempt: int
    retries: int
    final_attempt: bool


@dataclass(frozen=True, slots=True)
class Context:
    """An action's tools, bound to one store and one run.

    Args:
        trigger: why the action runs.
        logger: a logger whose lines carry the store, the event, the action and the attempt.
        run_key: names the run, the same in every attempt: pass it on where a side effect takes an idempotency key.
    """

    trigger: Trigger
    logger: Log
    run_key: str


def trigger(run: Run, event: Event, *, retry_count: int) -> Trigger:
    """Tell an action why it runs.

    Args:
        run: the claimed run.
        event: what its message says.
        retry_count: how many attempts the action has after its first.
    """
    return Trigger(
        kind=run.message.kind,
        scope=event.scope,
        data=event.data,
        store_hash=event.store_hash,
        created_at=event.created_at,
        hash=event.hash,
        attempt=run.attempt,
        retries=run.attempt - 1,
        final_attempt=run.attempt > retry_count,
    )
