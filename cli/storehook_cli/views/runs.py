"""Runs in the terminal."""

import base64
import time
from collections.abc import Iterable

from storehook.operations.run_answers import Attempt, RunAnswer, RunRowAnswer, StoredStepAnswer
from storehook_cli.views.printing import ago, instant, print_facts, print_table, say
from storehook_cli.views.tracebacks import folded

HEADS = ("STATE", "CREATED", "STORE", "EVENT", "ACTION", "SCOPE", "RESOURCE", "ERROR", "FINGERPRINT", "MESSAGE")
NARROW = (("STATE",), ("CREATED",), ("ACTION RESOURCE ERROR SCOPE FINGERPRINT", "STORE EVENT", "MESSAGE"))


def print_runs(runs: Iterable[RunRowAnswer], empty: str = "") -> None:
    """Print a list of runs, or the text for an empty list."""
    now = time.time()
    print_table(HEADS, (_row(run, now) for run in runs), empty=empty, narrow=NARROW)


def print_run(run: RunAnswer) -> None:
    """Print a run with its payload as BigCommerce sent it, and every attempt with its error."""
    facts = [
        ("run", str(run)),
        ("state", run.state),
        ("held by", run.held_by or ""),
        ("waits for", run.waits_for or ""),
        ("cancelled by", run.cancelled_by or ""),
        ("covered by", run.covered_by.path if run.covered_by else ""),
        ("scope", run.scope),
        ("resource", run.resource or ""),
        ("lane", run.lane),
        ("kind", run.kind),
        ("caller", run.triggered_by.path if run.triggered_by else ""),
        ("delivery", run.delivery_id),
        ("received", instant(run.received_at)),
        ("created", instant(run.created_at)),
        ("updated", instant(run.updated_at)),
        ("next", instant(run.next_attempt_at)),
        ("redrives", str(run.redrives or "")),
    ]
    print_facts(facts, 12)
    for attempt in run.attempts:
        _print_attempt(attempt)
    _print_steps(run)
    say(f"\npayload\n{payload_text(run.payload, is_text=run.payload_is_text)}")


def payload_text(payload: str, *, is_text: bool) -> str:
    """Return a payload for people."""
    return payload if is_text else f"({len(base64.b64decode(payload))} bytes that are not text)"


def _row(run: RunRowAnswer, now: float) -> tuple[str, ...]:
    return (
        run.state,
        ago(run.created_at, now),
        run.store_hash,
        run.event_id,
        run.name,
        run.scope,
        run.resource or "",
        run.error_type or "",
        run.fingerprint or "",
        run.error or "",
    )


def _print_steps(run: RunAnswer) -> None:
    if run.steps:
        earlier = f", without the first {run.step_count - len(run.steps)}" if run.step_count > len(run.steps) else ""
        say(f"\nsteps{earlier}")
        print_table(("STORED", "STEP", "RESULT"), map(_step, run.steps))


def _step(step: StoredStepAnswer) -> tuple[str, ...]:
    if step.result is not None:
        return instant(step.stored_at), step.name, step.result
    asks = f"asks until {instant(step.until)}: {step.question}"
    return instant(step.stored_at), step.name, asks if step.question else f"sleep until {instant(step.until)}"


def _print_attempt(attempt: Attempt) -> None:
    seconds = max(attempt.ended_at - attempt.started_at, 0.0)
    redrives = f", redriven {attempt.redrives} times" if attempt.redrives else ""
    say(f"\nattempt {attempt.number}{redrives}: {instant(attempt.started_at)}, {seconds:.3f} s")
    if attempt.failure is None:
        return say("completed")
    say(f"{attempt.failure.error_type}: {attempt.failure.error}\nfingerprint {attempt.failure.fingerprint}")
    return say(folded(attempt.failure.traceback).rstrip())
