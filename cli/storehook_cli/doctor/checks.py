"""Checks of the facts about a stack, its stores, and the project in this folder. All are pure functions."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from storehook.operations import RECORDED_EVERY
from storehook.operations.stack_secrets import LiveSecret, StackSecretName, app_account
from storehook.operations.store_answers import StoreRowAnswer
from storehook_cli.doctor.findings import Finding, ok, problem, warning
from storehook_cli.stack import bundle, remedies
from storehook_cli.stack.broken_stack import BrokenStack
from storehook_cli.views.pasting import hint
from storehook_cli.views.printing import ago, instant
from storehook_cli.views.stores import new_token

OUTPUTS = (
    *("ApiUrl", "WebhookUrl", "AuthUrl", "AppSecret", "HookSecret", "TokenKey", "AlarmTopic"),
    *("DeliveryRate", "Runs", "RunsRetentionDays", "Records", "Stores", "Audit", "RateWindows"),
    *("Ingest", "Connect", "Reconciler", "Console", "DefaultConsumer", "LongConsumer"),
    *("DefaultQueue", "DefaultDeadLetterQueue", "LongQueue", "LongDeadLetterQueue"),
    *("ReconcileQueue", "ReconcileDeadLetterQueue"),
)
"""Outputs of a stack that the commands need."""

SKEW_WARNED, SKEW_BROKEN = 30.0, 240.0
"""Clock skew in seconds that is a warning, and a problem. AWS refuses requests from 5 minutes on."""

TIMER = 3
"""Function copies that the timer takes at the same time: one per task."""

ROOM = 3 + TIMER
"""Function copies that must be able to run besides the queues': ingest, connect, the console and the timer's."""

INGEST_SECONDS = 0.02
"""Estimated seconds that a warm ingest takes for a delivery. See docs/explanation/costs-and-scale.md."""

LATEST = 86_400.0
"""Seconds after which a reconciliation is late if the schedule is not a rate."""

_SECRET = re.compile(r"[A-Za-z0-9]{8,}")
_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_SECONDS = {"minute": 60.0, "hour": 3_600.0, "day": 86_400.0}

type CopyLimits = tuple[int, int]
"""The account's limit of concurrent copies of functions, and how many of them the stack's queues may take."""

DEPLOY = "Deploy this version: make deploy. If this is the stack of `make run`, stop it and start it again"
ENABLE = "Enable it in the EventBridge console. A deploy doesn't"


def outputs(values: Mapping[str, str]) -> Finding:
    """Check that the stack has every output that the commands need."""
    if missing := [name for name in OUTPUTS if not values.get(name)]:
        return problem("outputs", f"missing: {', '.join(missing)}", DEPLOY)
    return ok("outputs", f"all {len(OUTPUTS)} present")


def stack(broken: BrokenStack | None) -> Finding:
    """Check that CloudFormation completed the stack's last operation."""
    if broken is None:
        return ok("stack", "its last deploy is complete")
    level = warning if broken.is_at_work else problem
    text = ". ".join([remedies.summary(broken), *remedies.failures(broken), *remedies.left(broken)])
    return replace(level("stack", text, "Run:"), commands=tuple(remedies.commands(broken)))


def version(deployed: str, command: str) -> Finding:
    """Check that the stack has the version of the command. An old stack has no output for it."""
    if deployed == command:
        return ok("version", f"{command}, same as the command")
    return warning("version", f"the stack has {deployed or 'an older version'}, the command {command}", DEPLOY)


def app_secret(secret: LiveSecret, *, needed: bool) -> Finding:
    """Check that the app's client id and secret are stored. No finding contains the secret.

    Args:
        needed: True if a store, or no store yet, has installed the app.
    """
    advice = hint("secrets", "exchange", "app", "--client-id", "ID")
    client_id, client_secret = app_account(secret.text)
    if client_id and _SECRET.fullmatch(client_secret):
        return ok("app secret", f"has a client id and a client secret, {_live(secret, 'app')}")
    # The value that the stack generates has punctuation in it, and no client id.
    reason = "has no client id" if not client_id else "its client secret is not in the form of BigCommerce's"
    if needed:
        return problem("app secret", f"{reason}, so ingest rejects the app's deliveries", advice)
    return warning("app secret", f"{reason}: the app cannot be installed, but stores with an API account work", advice)


def hook_secret(secret: LiveSecret, stores: Iterable[StoreRowAnswer]) -> Finding:
    """Check the secret for webhook keys, and that all webhooks have the new key. No finding contains the secret."""
    if not secret.text:
        return problem("hook secret", "is empty", hint("secrets", "exchange", "hook"))
    waiting = [store.store_hash for store in stores if _has_old_key(store, secret.since)]
    if not waiting:
        return ok("hook secret", _live(secret, "hook"))
    refused = "DeliveryProof=signature-and-key refuses it once it has ended"
    text = f"{_live(secret, 'hook')}. Webhooks of these stores may have the old key: {', '.join(waiting)}. {refused}"
    then = hint("webhooks", "reconcile")
    return warning("hook secret", text, f"Resume or remove those that are paused, then: {then}")


def schedule(state: str, expression: str) -> Finding:
    """Check that the reconciler's schedule is enabled."""
    if state != "ENABLED":
        return problem("schedule", f"is {state}: lost webhooks are not registered again", ENABLE)
    return ok("schedule", f"enabled, {expression}")


def refused_tokens(state: str) -> Finding:
    """Check that the reconciler tries the tokens of paused stores again."""
    if state != "ENABLED":
        return problem(
            "refused tokens", f"its schedule is {state}: a store whose token works again stays paused", ENABLE
        )
    return ok("refused tokens", "its schedule is enabled")


def timer(states: Mapping[str, str]) -> Finding:
    """Check that the schedules of the timer's tasks are enabled.

    Args:
        states: states of the schedules, by name in the template.
    """
    off = [f"{name} is {state}" for name, state in states.items() if state != "ENABLED"]
    if off:
        return problem("timer", f"{', '.join(off)}: runs wait too long", ENABLE)
    return ok("timer", f"{', '.join(states)} are enabled")


def rule(state: str) -> Finding:
    """Check that a deploy starts the reconciler."""
    if state != "ENABLED":
        return warning("deploy rule", f"is {state}: new actions wait for the schedule", ENABLE)
    return ok("deploy rule", "enabled")


def code(rolled_back: Mapping[str, int]) -> Finding:
    """Check that the code of the newest deploy is live.

    Args:
        rolled_back: live version of each function that has an older one.
    """
    if not rolled_back:
        return ok("code", "the newest deploy is live")
    versions = ", ".join(f"{name} {version}" for name, version in sorted(rolled_back.items()))
    advice = "Deploy a fix, or make the newest deploy live again: storehook rollback --to latest"
    return warning("code", f"the newest deploy is rolled back, live are {versions}", advice)


def queue(function: str, states: Iterable[str], waiting: int) -> Finding:
    """Check that a function receives the messages of its queue."""
    check, states = f"queue of {function}", list(states)
    if not states:
        return problem(check, "is not connected to its function", DEPLOY)
    if wrong := [state for state in states if state != "Enabled"]:
        advice = f"Enable the trigger of {function} in the Lambda console"
        return problem(check, f"its event source mapping is {', '.join(wrong)}, {waiting} waiting", advice)
    return ok(check, f"connected, {waiting} waiting")


def dead_letters(lane: str, count: int, log: str) -> Finding:
    """Check that a lane, or the reconcile queue, has no dead letters.

    Args:
        log: the command that shows the reconciler's log.
    """
    check = f"dead letters, {lane}"
    if not count:
        return ok(check, "none")
    if lane == "reconcile":
        return warning(check, f"{count}", f"See the reconciler's log: {log}")
    return warning(check, f"{count}", hint("dlq", "list", "--lane", lane))


def alarms(names: Iterable[str]) -> list[Finding]:
    """Check that no alarm of the stack is on."""
    findings = [problem("alarm", name, "Follow its description in CloudWatch") for name in sorted(names)]
    return findings or [ok("alarms", "none is on")]


def alarm_mail(subscribers: Sequence[str]) -> Finding:
    """Check that somebody receives the alarms by mail."""
    if subscribers:
        return ok("alarm mail", ", ".join(subscribers))
    return warning("alarm mail", "nobody receives alarms", "Deploy with AlarmEmail and confirm the mail from AWS")


def concurrency(limits: CopyLimits) -> Finding:
    """Check that consumers leave copies for ingest. BigCommerce counts the deliveries that ingest refuses."""
    limit, taken = limits
    text = f"the account may run {limit} copies of functions, and the stack's queues may take {taken}"
    if limit - taken >= ROOM:
        return ok("concurrency", text)
    advice = (
        "Ask AWS for a higher limit (Service Quotas, Lambda), "
        "or deploy with a lower MaximumConcurrency or with IngestConcurrency"
    )
    return warning("concurrency", text, advice)


def capacity(limits: CopyLimits, requests: float, rate: float) -> Finding:
    """Estimate the deliveries per second that the stack can accept, and name the lowest limit.

    Args:
        requests: requests per second that API Gateway allows the account.
        rate: the stack's DeliveryRate.
    """
    limit, taken = limits
    left = max(limit - taken - TIMER, 0)
    bounds = {
        f"Lambda (copies left to ingest: {left})": left / INGEST_SECONDS,
        "the account's limit at API Gateway": requests,
        "the parameter DeliveryRate": rate,
    }
    first = min(bounds, key=bounds.__getitem__)
    return ok("capacity", f"about {bounds[first]:,.0f} deliveries per second, limited by {first}")


def sdk(is_compiled: bool) -> Finding:
    """Report whether the SDK of Lambda's runtime has valid bytecode. The user cannot change it, so both are ok."""
    if is_compiled:
        return ok("SDK", "the runtime's SDK has valid bytecode")
    return ok("SDK", "the runtime's SDK has no valid bytecode: each cold start compiles it and takes about 50% longer")


def sam(version: str) -> Finding:
    """Check that the `sam` beside this command can deploy the bundle; `version` is empty without one."""
    if bundle.is_deployable_by(version):
        return ok("sam", version)
    advice = f'pip install "aws-sam-cli>={bundle.SAM_MINIMUM}"'
    return problem("sam", f"{version or 'none'} is installed, {bundle.SAM_MINIMUM} is needed", advice)


def clock(skew: float) -> Finding:
    """Check this machine's clock, which is `skew` seconds ahead of AWS."""
    if abs(skew) < SKEW_WARNED:
        return ok("clock", f"{abs(skew):.0f} s from AWS")
    make = problem if abs(skew) >= SKEW_BROKEN else warning
    return make("clock", f"this machine is {skew:+.0f} s from AWS", "Set its clock: AWS checks the time in signatures")


def stores(rows: Sequence[StoreRowAnswer], *, interval: float | None, now: float, log: str) -> Iterator[Finding]:
    """Yield a finding for each store in trouble, and one that counts the others.

    Args:
        interval: seconds between two reconciliations; None if the schedule is not a rate.
        log: the command that shows the reconciler's log.
    """
    findings = [store_webhooks(row, interval=interval, now=now, log=log) for row in rows if row.status != "uninstalled"]
    trouble = [finding for finding in findings if finding.level != "ok"]
    yield from trouble
    yield ok("stores", f"{len(findings) - len(trouble)} of {len(findings)} have all their webhooks")


def store_webhooks(store: StoreRowAnswer, *, interval: float | None, now: float, log: str) -> Finding:
    """Check that a store's webhooks are registered and that it was reconciled in time."""
    name, health, reconciled_at = store.store_hash, store.health, store.reconciled_at
    check, show = f"store {name}", hint("stores", "show", name)
    if store.outcome == "unauthorized":
        text = f"{store.status}, and BigCommerce refuses its token. It is tried every hour"
        return problem(check, text, new_token(store))
    if store.status == "paused":
        return warning(check, f"paused: {store.reason}", hint("stores", "resume", name))
    latest = RECORDED_EVERY + 2 * (interval or LATEST)
    if now - (reconciled_at or store.installed_at) > latest:
        text = f"last reconciled {ago(reconciled_at, now)}, not within {latest / 60:.0f} min"
        return problem(check, text, f"See the reconciler's log: {log}")
    if not reconciled_at:
        return warning(check, health, show)
    if health != "all registered":
        return problem(check, health, show)
    return ok(check, health)


def project_version(pinned: str, command: str) -> Finding:
    """Check that a project has the version of the command."""
    if pinned == command:
        return ok("project", f"pins {command}, same as the command")
    advice = "Run the project's command, .venv/bin/storehook, or upgrade the project: storehook upgrade"
    return warning("project", f"pins {pinned}, the command is {command}", advice)


def permissions(statements: Sequence[str]) -> Finding:
    """Report the IAM permissions of the project's actions."""
    return ok("permissions", "; ".join(statements) or "your actions have no additional ones")


def seconds_of(expression: str) -> float | None:
    """Return the seconds between two runs of a schedule; None unless its expression is a rate."""
    rate = _RATE.fullmatch(expression)
    return int(rate[1]) * _SECONDS[rate[2]] if rate else None


def _live(secret: LiveSecret, name: StackSecretName) -> str:
    """Return which values of a secret count, and how to end the previous one."""
    since = f"in use since {instant(secret.since)}"
    if secret.previous_until is None:
        return since
    end = f"If it has leaked, end it: {hint('secrets', 'exchange', name, '--leaked')}"
    return f"{since}; the previous one counts until {instant(secret.previous_until)}. {end}"


def _has_old_key(store: StoreRowAnswer, exchanged_at: float) -> bool:
    """Return whether a store's webhooks may still have a key of an earlier secret."""
    if store.status == "uninstalled" or not store.reconciled_at or store.installed_at >= exchanged_at:
        return False
    return store.reconciled_at < exchanged_at or store.outcome == "unauthorized"
