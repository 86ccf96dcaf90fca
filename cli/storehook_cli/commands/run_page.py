"""One run, printed for people."""

from storehook.runs.run import Attempt, Run
from storehook_cli.views.printing import instant, say
from storehook_cli.views.runs import payload_text


def print_run(run: Run) -> None:
    """Print all about a run: its payload as BigCommerce sent it, and every attempt with its error."""
    message = run.message
    lines = [
        ("run", str(run.key)),
        ("state", run.state),
        ("scope", run.scope),
        ("resource", run.resource or ""),
        ("lane", run.lane),
        ("kind", message.kind),
        ("asked by", message.caller or ""),
        ("delivery", message.delivery_id),
        ("received", instant(message.received_at) or ""),
        ("created", instant(run.created_at) or ""),
        ("updated", instant(run.updated_at) or ""),
        ("next", instant(run.next_attempt_at) or "" if run.state in ("retrying", "scheduled") else ""),
        ("redrives", str(message.redrives or "")),
    ]
    for name, text in lines:
        if text:
            say(f"{name:<9} {text}")
    for attempt in run.attempts:
        _print_attempt(attempt)
    text = payload_text(run)
    say(f"\npayload\n{f'({len(message.payload)} bytes that are no text)' if text is None else text}")


def _print_attempt(attempt: Attempt) -> None:
    took = max(attempt.ended_at - attempt.started_at, 0.0)
    again = f", redriven {attempt.redrives} times" if attempt.redrives else ""
    say(f"\nattempt {attempt.number}{again}: {instant(attempt.started_at)}, {took:.3f} s")
    if failure := attempt.failure:
        say(f"{failure.error_type}: {failure.error}\nfingerprint {failure.fingerprint}\n{failure.traceback.rstrip()}")
    else:
        say("ended well")
