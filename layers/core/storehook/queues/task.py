"""What travels through the reconcile queue: what the reconciler is to do, and for which store."""

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from storehook.errors import Unreadable
from storehook.webhooks.event import json_object

Kind = Literal["reconcile-all", "reconcile", "catch-up", "uninstall"]

KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Task:
    """One task.

    Args:
        kind: `reconcile-all` sends a `reconcile` for each active store; `reconcile` brings one store's webhooks in
            order; `catch-up` fetches what one store has not delivered; `uninstall` looks whether one has gone.
        store_hash: the store; empty for all.
        why: for the log: schedule, install, deploy, demand, exception, gap.
        after: of `reconcile-all`, the store hash after which to go on; empty to begin.
        since: of `catch-up`, from when on, in unix seconds; 0 goes on with the one under way.
    """

    kind: Kind
    store_hash: str = ""
    why: str = "demand"
    after: str = ""
    since: float = 0.0


def encode(task: Task) -> str:
    """Write a task as SQS text."""
    return json.dumps(asdict(task), separators=(",", ":"))


def decode(text: str) -> Task:
    """Read a task.

    Raises:
        Unreadable: it is not one of ours.
    """
    return task_of(json_object(text.encode(errors="surrogatepass")))


def task_of(fields: dict[str, Any]) -> Task:
    """Read a task from JSON, as a person may write it for `sam remote invoke`: only `kind` is required.

    Raises:
        Unreadable: it is none; the message says what it must look like.
    """
    kind, store_hash, since = fields.get("kind"), fields.get("store_hash", ""), fields.get("since", 0.0)
    why, after = fields.get("why", "demand"), fields.get("after", "")
    texts = all(isinstance(text, str) for text in (store_hash, why, after))
    if kind in KINDS and texts and isinstance(since, int | float) and (store_hash or kind == "reconcile-all"):
        return Task(kind, store_hash, why, after, float(since))
    raise Unreadable(
        'A task for the reconciler is {"kind": "reconcile-all"}, or {"kind": "reconcile", "store_hash": "…"}, '
        'or {"kind": "catch-up", "store_hash": "…", "since": unix seconds}.'
    )
