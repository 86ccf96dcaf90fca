"""All checks of a stack, one after another. A fact that cannot be read is also a finding."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version

from botocore.exceptions import BotoCoreError, ClientError

from storehook.operations.errors import OperationError
from storehook.operations.store_answers import StoreRowAnswer
from storehook_cli.doctor import checks
from storehook_cli.doctor.facts import DEAD_LETTERS, QUEUES, Facts
from storehook_cli.doctor.findings import Finding, problem, warning
from storehook_cli.errors import CommandError
from storehook_cli.stack.aws_errors import explain
from storehook_cli.stack.deployment import Deployment


@dataclass(frozen=True, slots=True)
class Examination:
    """Examines a stack."""

    deployment: Deployment
    facts: Facts

    def findings(self) -> Iterator[Finding]:
        """Yield the finding of each check."""
        yield _check("stack", self.facts.broken_stack, checks.stack)
        yield checks.outputs(self.deployment.outputs)
        yield checks.version(self.deployment.outputs.get("Version", ""), version("storehook"))
        yield _check("code", self.facts.rolled_back, checks.code)
        yield _check("clock", self.facts.skew, checks.clock)
        yield _check("SDK", self.facts.sdk_is_compiled, checks.sdk)
        stores = _read("stores", lambda: list(self.deployment.stores().all()))
        yield from self._secrets([] if isinstance(stores, Finding) else stores)
        schedule = _read("schedule", self.facts.schedule)
        yield schedule if isinstance(schedule, Finding) else checks.schedule(*schedule)
        yield _check("refused tokens", self.facts.refused_tokens_schedule, checks.refused_tokens)
        yield _check("timer", self.facts.timer_schedules, checks.timer)
        yield _check("deploy rule", self.facts.rule, checks.rule)
        yield from self._queues()
        yield from self._limits()
        alarms = _read("alarms", self.facts.alarms)
        yield from [alarms] if isinstance(alarms, Finding) else checks.alarms(alarms)
        yield _check("alarm mail", self.facts.alarm_subscribers, checks.alarm_mail)
        if isinstance(stores, Finding):
            yield stores
        else:
            interval = None if isinstance(schedule, Finding) else checks.seconds_of(schedule[1])
            yield from checks.stores(stores, interval=interval, now=time.time(), log=self._log)

    @property
    def _log(self) -> str:
        return self.deployment.log("Reconciler")

    def _secrets(self, stores: list[StoreRowAnswer]) -> Iterator[Finding]:
        needed = not stores or any(store.account == "app" for store in stores)
        app = _read("app secret", lambda: self.facts.secret("app"))
        yield app if isinstance(app, Finding) else checks.app_secret(app, needed=needed)
        yield _check("hook secret", lambda: self.facts.secret("hook"), partial(checks.hook_secret, stores=stores))

    def _limits(self) -> Iterator[Finding]:
        limits = _read("concurrency", self.facts.concurrency)
        if isinstance(limits, Finding):
            yield limits
        else:
            yield checks.concurrency(limits)
            yield _check("capacity", self.facts.rates, lambda rates: checks.capacity(limits, *rates))

    def _queues(self) -> Iterator[Finding]:
        for function in QUEUES:
            queue = _read(
                f"queue of {function}", lambda name=function: (self.facts.mappings(name), self.facts.waiting(name))
            )
            yield queue if isinstance(queue, Finding) else checks.queue(function, *queue)
        for lane in DEAD_LETTERS:
            count = _read(f"dead letters, {lane}", lambda name=lane: self.facts.dead_letters(name))
            yield count if isinstance(count, Finding) else checks.dead_letters(lane, count, self._log)


def _check[T](check: str, read: Callable[[], T], judge: Callable[[T], Finding]) -> Finding:
    fact = _read(check, read)
    return fact if isinstance(fact, Finding) else judge(fact)


def _read[T](check: str, read: Callable[[], T]) -> T | Finding:
    """Return a fact, or a finding that explains why it cannot be read."""
    try:
        return read()
    except CommandError as error:
        return problem(check, str(error), checks.DEPLOY)
    except (BotoCoreError, ClientError) as error:
        return warning(check, "could not be checked", explain(error))
    except OperationError as error:
        return warning(check, "could not be checked", str(error))
    except LookupError:
        return problem(check, "was not found", checks.DEPLOY)
