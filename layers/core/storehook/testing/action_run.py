"""Run of an action, as a test sees it."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from storehook.bigcommerce.calls import Call
from storehook.consumer.claim_request import event_of
from storehook.errors import Suspended
from storehook.queues.run_key import KEYED
from storehook.runs.run import WAITS, Run, State
from storehook.runs.steps import Step
from storehook.testing.kills import ProcessDied

_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""Attributes of every log record. The others are those of `extra`."""


@dataclass(frozen=True, slots=True)
class LoggedLine:
    """Line that an attempt logged.

    Args:
        level: name of the level, such as `INFO`.
        fields: items of `extra`.

    ```python
    from storehook.testing import LoggedLine

    assert LoggedLine("INFO", "Saved", {"order": 113}).fields["order"] == 113
    ```
    """

    level: str
    message: str
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @classmethod
    def of(cls, record: logging.LogRecord) -> "LoggedLine":
        """Read a line from Python's log record."""
        fields = {name: value for name, value in vars(record).items() if name not in _USUAL}
        return cls(record.levelname, record.getMessage(), fields)


@dataclass(slots=True)
class Trace:
    """Trace that the attempts of a run left, oldest first. `ends` are their results, or the errors that ended them."""

    calls: list[Call] = field(default_factory=list[Call])
    logs: list[LoggedLine] = field(default_factory=list[LoggedLine])
    ends: list[object] = field(default_factory=list[object])


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ActionRun:
    """Run of an action on an event, or one that an action enqueued. It always shows the current state.

    ```python
    (run,) = environment.send("store/order/updated", type="order", id=113)
    assert (run.action, run.state, run.attempts) == ("sync_order", "completed", 1)
    assert [call.method for call in run.calls] == ["GET"]
    ```
    """

    _row: Callable[[], Run]
    _trace: Trace
    _clock: Callable[[], float]
    _runs: Callable[[], "list[ActionRun]"]
    _steps: Callable[[str], Mapping[str, Step]]

    @property
    def action(self) -> str:
        """Name of the action."""
        return self._row().key.action

    @property
    def run_key(self) -> str:
        """Value of `ctx.run_key` in its attempts."""
        return self._row().run_key

    @property
    def state(self) -> State:
        """State, such as `scheduled`, `retrying`, `completed` or `failed`."""
        return self._row().state

    @property
    def scope(self) -> str:
        """Scope of its event, or `(enqueued)`."""
        return self._row().scope

    @property
    def event(self) -> str | None:
        """Hash of its event. None if an action enqueued it."""
        return event_of(self._row().message).hash

    @property
    def params(self) -> Any:
        """Data of its event, or the params with which it was enqueued."""
        return event_of(self._row().message).data

    @property
    def key(self) -> str | None:
        """Key with which it was enqueued. None if it has none."""
        event_id = self._row().key.event_id
        return event_id.removeprefix(KEYED) if event_id.startswith(KEYED) else None

    @property
    def due_in(self) -> timedelta | None:
        """Time until its next attempt. None if it doesn't wait for one."""
        run = self._row()
        return timedelta(seconds=run.next_attempt_at - self._clock()) if run.state in WAITS else None

    @property
    def attempts(self) -> int:
        """Number of its last attempt."""
        return self._row().attempt

    @property
    def waits_for(self) -> str | None:
        """Name of the sleep that it is in, such as `sleep/before the reminder`. None if it isn't suspended.

        If it waits for an event, it is `event/store/shipment/created orderId=113`. If nobody knows whether a step has
        happened, it is `answer/charge`. If it asks a person, it is `answer/` and the name of the question.
        """
        return self._row().waits_for

    @property
    def cancelled_by(self) -> str | None:
        """Scope of the event that cancelled it, or `within` or `start_within` if its time has passed."""
        return self._row().cancelled_by

    @property
    def steps(self) -> dict[str, Any]:
        """Stored results of its steps, as JSON values, by name. A sleep, or a question without an answer, has None.

        The result of a wait is the data of its event, or None if none came in time.
        """
        steps = self._steps(self.run_key).values()
        return {step.name: None if step.result is None else json.loads(step.result) for step in steps}

    @property
    def failures(self) -> list[str]:
        """Errors of its failed attempts, oldest first, such as `KeyError: 'id'`."""
        failures = [attempt.failure for attempt in self._row().attempts if attempt.failure]
        return [f"{failure.error_type}: {failure.error}" for failure in failures]

    @property
    def error(self) -> BaseException | None:
        """Exception that ended its last attempt. None if it succeeded or was suspended, or there was none."""
        end = self._trace.ends[-1] if self._trace.ends else None
        return end if isinstance(end, BaseException) and not isinstance(end, Suspended) else None

    @property
    def result(self) -> Any:
        """Value that the action returned. Raise an AssertionError that says why if the run has not completed."""
        if self.state != "completed":
            raise AssertionError(f"The run has no result: {self!r}.") from self.error
        return self._trace.ends[-1]

    @property
    def calls(self) -> list[Call]:
        """API calls of all its attempts."""
        return self._trace.calls

    @property
    def writes(self) -> list[Call]:
        """API calls of all its attempts that change something."""
        return [call for call in self.calls if call.method != "GET"]

    @property
    def logs(self) -> list[LoggedLine]:
        """Lines that its attempts logged with `ctx.logger`."""
        return self._trace.logs

    @property
    def enqueued(self) -> "list[ActionRun]":
        """Runs that it enqueued."""
        path = self._row().key.path
        return [run for run in self._runs() if run._row().message.caller == path]

    def __repr__(self) -> str:
        """Describe the run in words: pytest shows them if an assertion about the run fails."""
        about = f"enqueued with key {self.key!r}" if self.key else self.scope.strip("()")
        return f"<{self.action}, {about}: {self.state}{self._why()}{self._when()}>"

    def _why(self) -> str:
        if isinstance(self.error, ProcessDied):
            return f" after its process died in attempt {self.attempts}"
        if self.cancelled_by:
            return f" by {self.cancelled_by}"
        if self.waits_for:
            return f" for {self.waits_for}"
        if self.error is None or not self.failures:
            return ""
        return f" after attempt {self.attempts} raised {self.failures[-1]}"

    def _when(self) -> str:
        if isinstance(self.error, ProcessDied):
            return ". Its message comes back: environment.advance(minutes=6)"
        due_in = self.due_in
        return "" if due_in is None else f", due in {due_in}"
