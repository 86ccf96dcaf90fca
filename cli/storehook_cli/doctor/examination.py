"""All checks of a stack, one after the other. A fact that cannot be read is a finding, too."""

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
from storehook_cli.doctor.store_check import store
from storehook_cli.errors import CommandError
from storehook_cli.stack.aws_errors import explained
from storehook_cli.stack.deployment import Deployment


@dataclass(frozen=True, slots=True)
class Examination:
    """Examines a stack.

    Args:
        deployment: the stack.
        facts: reads what AWS says of it.
    """

    deployment: Deployment
    facts: Facts

    def findings(self) -> Iterator[Finding]:
        """What each check has found."""
        yield checks.outputs(self.deployment.outputs)
        yield checks.version(self.deployment.outputs.get("Version", ""), version("storehook"))
        yield _judged("clock", self.facts.skew, checks.clock)
        yield _judged("SDK", self.facts.sdk_is_compiled, checks.sdk)
        stores = _read("stores", lambda: list(self.deployment.stores().all()))
        yield from self._secrets([] if isinstance(stores, Finding) else stores)
        schedule = _read("schedule", self.facts.schedule)
        yield schedule if isinstance(schedule, Finding) else checks.schedule(*schedule)
        yield _judged("deploy rule", self.facts.rule, checks.rule)
        yield from self._queues()
        yield from self._limits()
        alarms = _read("alarms", self.facts.alarms)
        yield from [alarms] if isinstance(alarms, Finding) else checks.alarms(alarms)
        yield _judged("alarm mail", self.facts.told, checks.told)
        if isinstance(stores, Finding):
            yield stores
        else:
            every = None if isinstance(schedule, Finding) else checks.seconds_of(schedule[1])
            yield from (store(each, every=every, now=time.time()) for each in stores)

    def _secrets(self, stores: list[StoreRowAnswer]) -> Iterator[Finding]:
        needed = not stores or any(each.account == "app" for each in stores)
        app = _read("app secret", lambda: self.facts.secret("AppSecret"))
        yield app if isinstance(app, Finding) else checks.app_secret(app, needed=needed)
        yield _judged("hook secret", lambda: self.facts.secret("HookSecret"), checks.hook_secret)

    def _limits(self) -> Iterator[Finding]:
        found = _read("concurrency", self.facts.concurrency)
        if isinstance(found, Finding):
            yield found
        else:
            yield checks.concurrency(found)
            yield _judged("capacity", self.facts.requests, partial(checks.capacity, found))

    def _queues(self) -> Iterator[Finding]:
        for function in QUEUES:
            found = _read(
                f"queue of {function}", lambda name=function: (self.facts.mappings(name), self.facts.waiting(name))
            )
            yield found if isinstance(found, Finding) else checks.queue(function, *found)
        for lane in DEAD_LETTERS:
            found = _read(f"dead letters, {lane}", lambda name=lane: self.facts.dead_letters(name))
            yield found if isinstance(found, Finding) else checks.dead_letters(lane, found)


def _judged[T](check: str, look: Callable[[], T], judge: Callable[[T], Finding]) -> Finding:
    found = _read(check, look)
    return found if isinstance(found, Finding) else judge(found)


def _read[T](check: str, look: Callable[[], T]) -> T | Finding:
    """A fact, or a finding that says why it cannot be read."""
    try:
        return look()
    except CommandError as error:
        return problem(check, str(error), checks.DEPLOY)
    except (BotoCoreError, ClientError) as error:
        return warning(check, "cannot be told", explained(error))
    except OperationError as error:
        return warning(check, "cannot be told", str(error))
    except LookupError:
        return problem(check, "is not there, or AWS does not tell of it", checks.DEPLOY)
