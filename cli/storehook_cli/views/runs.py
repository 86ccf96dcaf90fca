"""Runs as the terminal shows them."""

import base64
import time
from collections.abc import Iterable

from storehook.operations.answers import AttemptAnswer, KeyAnswer, RowAnswer, RunAnswer
from storehook.queues.run_key import RunKey
from storehook_cli.views.printing import ago, instant, print_facts, print_table, say
from storehook_cli.views.tracebacks import folded

HEADS = ("STATE", "CREATED", "STORE", "EVENT", "ACTION", "SCOPE", "RESOURCE", "ERROR", "FINGERPRINT")
NARROW = (("STATE",), ("CREATED",), ("ACTION RESOURCE ERROR SCOPE FINGERPRINT", "STORE EVENT"))


def print_runs(rows: Iterable[RowAnswer], empty: str = "") -> None:
    """Print a list of runs, or what there is to say if there is none."""
    now = time.time()
    print_table(HEADS, (_line(row, now) for row in rows), empty=empty, narrow=NARROW)


def print_run(run: RunAnswer) -> None:
    """Print all about a run: its payload as BigCommerce sent it, and every attempt with its error."""
    caller = run["triggered_by"]
    facts = [
        ("run", run_name(run)),
        ("state", run["state"]),
        ("held by", run["held_by"] or ""),
        ("scope", run["scope"]),
        ("resource", run["resource"] or ""),
        ("lane", run["lane"]),
        ("kind", run["kind"]),
        ("asked by", f"{caller['event_id']}/{_key(caller).name}" if caller else ""),
        ("delivery", run["delivery_id"]),
        ("received", instant(run["received_at"])),
        ("created", instant(run["created_at"])),
        ("updated", instant(run["updated_at"])),
        ("next", instant(run["next_attempt_at"])),
        ("redrives", str(run["redrives"] or "")),
    ]
    print_facts(facts, 9)
    for attempt in run["attempts"]:
        _print_attempt(attempt)
    say(f"\npayload\n{shown(run['payload'], is_text=run['payload_is_text'])}")


def shown(payload: str, *, is_text: bool) -> str:
    """A payload for people, as an answer has it."""
    return payload if is_text else f"({len(base64.b64decode(payload))} bytes that are no text)"


def run_name(answer: KeyAnswer) -> str:
    """A run's name: its store, event and action."""
    return str(_key(answer))


def _key(answer: KeyAnswer) -> RunKey:
    return RunKey(answer["store_hash"], answer["event_id"], answer["action"], answer["generation"])


def _line(row: RowAnswer, now: float) -> tuple[str, ...]:
    return (
        row["state"],
        ago(row["created_at"], now),
        row["store_hash"],
        row["event_id"],
        _key(row).name,
        row["scope"],
        row["resource"] or "",
        row["error_type"] or "",
        row["fingerprint"] or "",
    )


def _print_attempt(attempt: AttemptAnswer) -> None:
    took = max(attempt["ended_at"] - attempt["started_at"], 0.0)
    again = f", redriven {attempt['redrives']} times" if attempt["redrives"] else ""
    say(f"\nattempt {attempt['number']}{again}: {instant(attempt['started_at'])}, {took:.3f} s")
    if failure := attempt["failure"]:
        say(f"{failure['error_type']}: {failure['error']}\nfingerprint {failure['fingerprint']}")
        say(folded(failure["traceback"]).rstrip())
    else:
        say("ended well")
