"""Judging the facts about a stack. All are pure functions."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from storehook_cli.doctor.findings import Finding, ok, problem, warning

OUTPUTS = (
    *("ApiUrl", "WebhookUrl", "AuthUrl", "AppSecret", "HookSecret", "TokenKey", "AlarmTopic"),
    *("Runs", "RunsRetentionDays", "Records", "Stores", "RateWindows"),
    *("Ingest", "Connect", "Reconciler", "Console", "DefaultConsumer", "LongConsumer"),
    *("DefaultQueue", "DefaultDeadLetterQueue", "LongQueue", "LongDeadLetterQueue"),
    *("ReconcileQueue", "ReconcileDeadLetterQueue"),
)
"""What the commands need of a stack."""

SKEW_WARNED, SKEW_BROKEN = 30.0, 240.0
"""Seconds by which this machine's clock may differ. AWS refuses requests from 5 minutes on."""

ROOM = 4
"""Functions that must be able to run besides: ingest, connect, the console and the timer."""

INGEST_SECONDS = 0.02
"""Seconds that a warm ingest takes for a delivery: an estimate, see docs/explanation/costs-and-scale.md."""

ROUTE_RATE = 10_000.0
"""Requests a second that template.yaml grants the webhooks' route."""

_SECRET = re.compile(r"[A-Za-z0-9]{8,}")
_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_SECONDS = {"minute": 60.0, "hour": 3_600.0, "day": 86_400.0}

DEPLOY = "Deploy this version: make deploy"


def outputs(found: Mapping[str, str]) -> Finding:
    """Whether the stack tells all that the commands need."""
    if missing := [name for name in OUTPUTS if not found.get(name)]:
        return problem("outputs", f"missing: {', '.join(missing)}", DEPLOY)
    return ok("outputs", f"all {len(OUTPUTS)} are there")


def version(deployed: str, command: str) -> Finding:
    """Whether the stack is of the command's version.

    Args:
        deployed: the stack's; empty if it does not tell.
        command: the command's.
    """
    if deployed == command:
        return ok("version", f"{command}, the stack's as the command's")
    return warning("version", f"the stack's is {deployed or 'older'}, the command's {command}", DEPLOY)


def app_secret(text: str, *, needed: bool) -> Finding:
    """Whether the app's client id and secret have been put in.

    Args:
        text: the secret's value. It is in no finding.
        needed: whether any store, or nobody yet, has installed the app.
    """
    advice = 'Put the app\'s into AppSecret, as {"client_id": "…", "client_secret": "…"}: see docs/guides/deploying.md'
    client_id, secret = _account(text)
    if client_id and _SECRET.fullmatch(secret):
        return ok("app secret", "has a client id and a client secret")
    # What the stack generates has punctuation in it, and no client id.
    what = "has no client id" if not client_id else "its client secret is not one of BigCommerce's"
    if needed:
        return problem("app secret", f"{what}: no delivery signed by the app is accepted", advice)
    return warning("app secret", f"{what}: the app cannot be installed, but stores' own accounts work", advice)


def hook_secret(text: str) -> Finding:
    """Whether hooks' keys can be made. The secret is in no finding."""
    if not text:
        return problem("hook secret", "is empty", "Put 64 random letters and digits into HookSecret")
    return ok("hook secret", "is there")


def schedule(state: str, expression: str) -> Finding:
    """Whether the reconciler runs on a schedule.

    Args:
        state: of the schedule, such as ENABLED.
        expression: such as rate(15 minutes).
    """
    if state != "ENABLED":
        return problem("schedule", f"is {state}: lost webhooks are not registered again", "Enable it, or deploy again")
    return ok("schedule", f"enabled, {expression}")


def rule(state: str) -> Finding:
    """Whether a deploy makes the reconciler run."""
    if state != "ENABLED":
        return warning("deploy rule", f"is {state}: new actions wait for the schedule", "Enable it, or deploy again")
    return ok("deploy rule", "enabled")


def queue(function: str, states: Iterable[str], waiting: int) -> Finding:
    """Whether a function is given what is in its queue.

    Args:
        function: its name in the stack.
        states: of each event source mapping that it has.
        waiting: how many messages wait.
    """
    check, found = f"queue of {function}", list(states)
    if not found:
        return problem(check, "is not connected to its function", DEPLOY)
    if wrong := [state for state in found if state != "Enabled"]:
        advice = f"Enable the trigger of {function} in the Lambda console, or deploy again"
        return problem(check, f"its event source mapping is {', '.join(wrong)}; {waiting} waiting", advice)
    return ok(check, f"connected, {waiting} waiting")


def dead_letters(lane: str, count: int) -> Finding:
    """Whether runs have failed.

    Args:
        lane: default, long or reconcile.
        count: how many dead letters there are.
    """
    check = f"dead letters, {lane}"
    if not count:
        return ok(check, "none")
    if lane == "reconcile":
        return warning(check, f"{count}", "The reconciler's log says why: sam logs --name Reconciler")
    return warning(check, f"{count}", f"storehook dlq list --lane {lane}")


def alarms(names: Iterable[str]) -> list[Finding]:
    """Whether any alarm of the stack is on.

    Args:
        names: of those that are.
    """
    found = [problem("alarm", name, "Its description in CloudWatch says what to do") for name in sorted(names)]
    return found or [ok("alarms", "none is on")]


def told(addresses: Sequence[str]) -> Finding:
    """Whether anybody is told of an alarm.

    Args:
        addresses: who is; AWS counts an address only once its owner has confirmed.
    """
    if addresses:
        return ok("alarm mail", ", ".join(addresses))
    return warning("alarm mail", "nobody is told of an alarm", "Deploy with AlarmEmail, and confirm the mail from AWS")


def concurrency(found: tuple[int, int]) -> Finding:
    """Whether consumers leave room for ingest, whose refusals BigCommerce counts.

    Args:
        found: how many functions the account may run at once, and how many of them the stack's queues may take.
    """
    limit, taken = found
    said = f"the account may run {limit} functions at once, and the stack's queues may take {taken}"
    if limit - taken >= ROOM:
        return ok("concurrency", said)
    advice = (
        "Ask AWS for more (Service Quotas, Lambda), or deploy with a lower MaximumConcurrency or an IngestConcurrency"
    )
    return warning("concurrency", said, advice)


def capacity(found: tuple[int, int], requests: float) -> Finding:
    """How many webhooks a second can be taken in, and what binds first.

    Args:
        found: as of `concurrency`.
        requests: how many a second API Gateway lets through.
    """
    limit, taken = found
    bounds = {
        f"Lambda, with {max(limit - taken, 0)} copies left to ingest": max(limit - taken, 0) / INGEST_SECONDS,
        "API Gateway's limit of the account": requests,
        "the throttle of the route in template.yaml": ROUTE_RATE,
    }
    first = min(bounds, key=bounds.__getitem__)
    return ok("capacity", f"about {bounds[first]:,.0f} webhooks a second; what binds first is {first}")


def sdk(is_compiled: bool) -> Finding:
    """What Lambda's runtime has done for cold starts: nobody can change it, so that both are well."""
    if is_compiled:
        return ok("SDK", "the runtime's has valid bytecode")
    return ok("SDK", "the runtime's has no valid bytecode: each cold start compiles it, and takes half as long again")


def clock(skew: float) -> Finding:
    """Whether this machine's clock is right.

    Args:
        skew: seconds by which it is ahead of AWS.
    """
    if abs(skew) < SKEW_WARNED:
        return ok("clock", f"{abs(skew):.0f} s from AWS")
    make = problem if abs(skew) >= SKEW_BROKEN else warning
    return make("clock", f"this machine is {skew:+.0f} s from AWS", "Set its clock: signatures carry the time")


def seconds_of(expression: str) -> float | None:
    """The time between two runs of a schedule, in seconds; None if it is no plain rate."""
    found = _RATE.fullmatch(expression)
    return int(found[1]) * _SECONDS[found[2]] if found else None


def _account(text: str) -> tuple[str, str]:
    try:
        found: Any = json.loads(text)
        return str(found.get("client_id") or ""), str(found.get("client_secret") or "")
    except (ValueError, AttributeError):
        return "", ""
