"""Tasks in the reconcile queue: an act of the reconciler, and its store."""

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from storehook.errors import ContentUnreadable
from storehook.webhooks.event import json_object

Kind = Literal["reconcile-all", "reconcile", "catch-up", "uninstall"]

KINDS: tuple[Kind, ...] = get_args(Kind)

FanOutStatus = Literal["active", "paused"]

FAN_OUT_STATUSES: tuple[FanOutStatus, ...] = get_args(FanOutStatus)


@dataclass(frozen=True, slots=True)
class Task:
    """Task for the reconciler.

    Args:
        kind: `reconcile-all` sends a `reconcile` for each store with a status. `reconcile` reconciles one store's
            webhooks, or checks a refused token. `catch-up` runs the actions that missed events of one store.
            `uninstall` checks whether a store is gone.
        store_hash: empty for all stores.
        why: reason for the log: schedule, install, deploy, demand, exception, gap or refused.
        after: store hash after which `reconcile-all` continues. Empty to start.
        since: start of a `catch-up`, in unix seconds. 0 continues the current one.
        status: status of the stores that `reconcile-all` reaches.
    """

    kind: Kind
    store_hash: str = ""
    why: str = "demand"
    after: str = ""
    since: float = 0.0
    status: FanOutStatus = "active"


def encode(task: Task) -> str:
    """Write a task as SQS text."""
    return json.dumps(asdict(task), separators=(",", ":"))


def decode(text: str) -> Task:
    """Read a task.

    Raises:
        ContentUnreadable: storehook did not write it.
    """
    return task_of(json_object(text.encode(errors="surrogatepass")))


def task_of(fields: dict[str, Any]) -> Task:
    """Read a task from JSON, as a person may write it for `sam remote invoke`. Only `kind` is required.

    Raises:
        ContentUnreadable: it is not a task. The message says what a task looks like.
    """
    kind, store_hash, since = fields.get("kind"), fields.get("store_hash", ""), fields.get("since", 0.0)
    why, after, status = fields.get("why", "demand"), fields.get("after", ""), fields.get("status", "active")
    texts = all(isinstance(text, str) for text in (store_hash, why, after))
    values = isinstance(since, int | float) and status in FAN_OUT_STATUSES
    if kind in KINDS and texts and values and (store_hash or kind == "reconcile-all"):
        return Task(kind, store_hash, why, after, float(since), status)
    raise ContentUnreadable(
        'A task for the reconciler is {"kind": "reconcile-all"}, or {"kind": "reconcile", "store_hash": "…"}, '
        'or {"kind": "catch-up", "store_hash": "…", "since": unix seconds}.'
    )
