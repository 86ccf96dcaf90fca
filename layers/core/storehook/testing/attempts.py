"""Attempts of an environment: what each of them did, and which of them dies."""

import logging
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field

from storehook.actions.deadline import Deadline
from storehook.bigcommerce.calls import Call
from storehook.errors import AttemptEnded, UnknownAction
from storehook.queues.run_key import RunKey
from storehook.runs.run import Run
from storehook.runs.steps import Step
from storehook.testing.action_run import LoggedLine, Trace
from storehook.testing.kills import Kill, When
from storehook.testing.memory import MemoryStepTable
from storehook.testing.stack import at_once
from storehook.testing.store_client import FakeStoreClient, NotScripted


@dataclass(slots=True)
class Attempts:
    """Attempts, one after the other.

    Attributes:
        current: run of the current or last attempt.
        traces: traces of the runs, oldest first.
        kill: death of a later attempt, if the test asked for one.
    """

    store: FakeStoreClient
    current: RunKey | None = None
    traces: dict[RunKey, Trace] = field(default_factory=dict[RunKey, Trace])
    kill: Kill | None = None

    def trace(self, key: RunKey) -> Trace:
        """Return the trace of a run."""
        return self.traces.setdefault(key, Trace())

    def begin(self, run: Run) -> logging.Logger:
        """Begin the attempt of a claimed run, and return its logger."""
        self.current = run.key
        return _logger(self.trace(run.key).logs)

    def make(self, deadline: Deadline, work: Callable[[], object]) -> BaseException | None:
        """Do the work of the attempt that has begun, and return the error of its action.

        Raises:
            ProcessDied: the attempt was to die.
            AssertionError: the test lacks something that the attempt needs, or the attempt did not die as it was to.
        """
        trace, kill = self.trace(self._key()), self._own_kill()
        calls_before = len(self.store.calls)
        try:
            with kill.watching() if kill else nullcontext():
                error = at_once(deadline, lambda: trace.ends.append(work()))
        except BaseException as ended:
            trace.ends.append(ended)
            raise
        finally:
            trace.calls += self.store.calls[calls_before:]
            self.kill = None if kill else self.kill
        if error is not None:
            trace.ends.append(error)
            _check_test(error)
        if kill:
            raise AssertionError(_still_alive(kill, trace.calls))
        return error

    def watch(self, when: When, call: Call) -> None:
        """Die if this is the call at which the attempt is to die."""
        self.check(when, f"{call.method} {call.path}")

    def check(self, when: When, place: str) -> None:
        """Die if this is the place at which the attempt is to die."""
        if kill := self._own_kill():
            kill.check(when, place)

    def _own_kill(self) -> Kill | None:
        is_own = self.kill is not None and self.current is not None and self.kill.action.name == self.current.action
        return self.kill if is_own else None

    def _key(self) -> RunKey:
        if self.current is None:
            raise AssertionError("No attempt has begun.")
        return self.current


@dataclass(slots=True, kw_only=True)
class WatchedSteps(MemoryStepTable):
    """Table of steps in which an attempt can die after a step's effect, before its result is stored."""

    attempts: Attempts

    def finish(self, run_key: str, step: Step) -> Step:
        self.attempts.check("after", f"step {step.name}")
        return MemoryStepTable.finish(self, run_key, step)


def _check_test(error: BaseException) -> None:
    """Raise an error that is the test's, not the action's. Log any other one, so that pytest shows its traceback."""
    match error:
        case NotScripted():
            raise error
        case UnknownAction():
            advice = "Pass the action to the environment: ActionEnvironment(actions=(…))."
            raise AssertionError(f"{error}\n{advice}") from error
        case AttemptEnded():
            pass
        case _:
            logging.getLogger("storehook.testing").warning("An attempt failed", exc_info=error)


def _still_alive(kill: Kill, calls: list[Call]) -> str:
    listed = ", ".join(f"{call.method} {call.path}" for call in calls) or "none"
    return f"The attempt of {kill.action.name} did not die: it never came to {kill}. Its calls: {listed}."


def _logger(lines: list[LoggedLine]) -> logging.Logger:
    """Return a logger that adds its lines to a list, and passes them on to pytest."""
    logger = logging.Logger("storehook", logging.DEBUG)
    logger.parent = logging.getLogger("storehook")
    logger.addHandler(_Lines(lines))
    return logger


class _Lines(logging.Handler):
    def __init__(self, lines: list[LoggedLine]) -> None:
        super().__init__()
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(LoggedLine.of(record))
