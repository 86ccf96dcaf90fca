"""Parts of the made-up API's answers, made from the data."""

import time

from tests.browser.dataset import ACTIONS, SCOPES, Row, key_of

from storehook.operations.record_answers import in_brief

FULL = (
    "payload",
    "payload_is_text",
    "received_at",
    "delivery_id",
    "redrives",
    "attempts",
    "dead_lettered",
    "logs",
    "log",
)


def action(name: str, runs: list[Row]) -> Row:
    """A deployed action, and its runs, of which the newest comes first."""
    own = [run for run in runs if run["action"] == name]
    return {
        "action": name,
        "scopes": [scope for scope, actions in ACTIONS.items() if name in actions],
        "lane": "default",
        "last_at": own[0]["created_at"] if own else None,
        "last_state": own[0]["state"] if own else None,
        "failed": sum(run["state"] == "failed" for run in own),
        "capped": False,
    }


def matches(run: Row, asked: Row) -> bool:
    """Tell whether a run matches a query."""
    names = {"state": "state", "store": "store_hash", "scope": "scope", "action": "action"}
    equal = names | {"resource": "resource", "fingerprint": "fingerprint"}
    if any(asked.get(name) and run[field] != asked[name] for name, field in equal.items()):
        return False
    return float(asked.get("since") or 0) <= run["created_at"] <= float(asked.get("until") or time.time())


def row_of(run: Row) -> Row:
    """A run as it stands in a list."""
    return {name: value for name, value in run.items() if name not in FULL}


def brief_of(record: Row) -> Row:
    """A record as it stands in a list."""
    names = ("store_hash", "model", "id", "version", "updated_at", "pending")
    return {name: record[name] for name in names} | {"brief": in_brief(record["fields"])}


def complete(run: Row) -> None:
    """A retry that goes well."""
    now = time.time()
    done = {"number": 1, "redrives": 1, "started_at": now, "ended_at": now + 0.4, "failure": None}
    run["attempts"] = [*run["attempts"], done]
    run.update(state="completed", attempt=1, redrives=1, dead_lettered=False, updated_at=now)


def reconcile(store: Row, *, dry_run: bool) -> Row:
    """Make the webhooks that are missing, or only say which."""
    destination = f"https://hooks.example.com/webhooks/{store['store_hash']}"
    registration = store["registration"]
    present = {webhook["scope"]: webhook for webhook in registration["webhooks"]}
    steps = [
        {
            "step": "keep" if scope in present else "create",
            "scope": scope,
            "destination": destination,
            "id": present[scope]["id"] if scope in present else None,
        }
        for scope in SCOPES
    ]
    if not dry_run:
        scopes = [step["scope"] for step in steps if step["step"] == "create"]
        common = {"destination": destination, "active": True, "since": time.time()}
        registration["webhooks"] += [common | {"id": 28570000 + n, "scope": scope} for n, scope in enumerate(scopes)]
        registration.update(missing=[], exception=None)
        store.update(missing=0, health="all registered", outcome="reconciled", registered=len(registration["webhooks"]))
    return {"outcome": "reconciled", "detail": "", "steps": steps}


def log_of(run: Row) -> Row:
    """Return the log of a run: its `log`, or two lines for each attempt, one if that completed."""
    entries = [(attempt, "INFO", f"Syncing {run['resource']}") for attempt in run["attempts"]]
    failed = [attempt for attempt in run["attempts"] if attempt["failure"]]
    entries += [(attempt, "ERROR", attempt["failure"]["error"]) for attempt in failed]
    lines = [
        {"at": each["started_at"] + 0.1, "level": level, "message": message, "attempt": each["number"], "more": {}}
        for each, level, message in sorted(entries, key=lambda found: found[0]["number"])
    ]
    return run.get("log", {"lines": lines, "capped": False})


def lane(name: str, dead: list[float]) -> Row:
    """A lane, given when each of its dead letters was sent."""
    return {
        "lane": name,
        "waiting": 0,
        "in_flight": 1 if dead else 0,
        "dead_letters": len(dead),
        "oldest_dead_letter_at": min(dead, default=None),
    }


def slot(rows: list[Row], at: float, seconds: float) -> Row:
    """Return the slot of some seconds."""
    within = [run for run in rows if at <= run["created_at"] < at + seconds]
    took = sorted(run["updated_at"] - run["received_at"] for run in within if run["state"] == "completed")
    return {
        "at": at,
        "seconds": seconds,
        "arrived": len({run["event_id"] for run in within}),
        "completed": len(took),
        "failed": sum(run["state"] == "failed" for run in within),
        "p50": took[len(took) // 2] if took else None,
        "p95": took[int(len(took) * 0.95)] if took else None,
        "capped": False,
    }


def group(runs: list[Row]) -> Row:
    """Failures of one cause, newest first."""
    return {
        "fingerprint": runs[0]["fingerprint"],
        "error_type": runs[0]["error_type"],
        "error": runs[0]["error"],
        "action": runs[0]["action"],
        "count": len(runs),
        "stores": len({run["store_hash"] for run in runs}),
        "first_at": runs[-1]["created_at"],
        "last_at": runs[0]["created_at"],
        "example": dict(zip(("store_hash", "event_id", "action"), key_of(runs[0]), strict=True)),
    }
