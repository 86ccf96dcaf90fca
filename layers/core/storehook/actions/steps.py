"""Steps of one attempt: execute each named piece of an action once per run, and let the run wait in between."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, get_type_hints

from pydantic import PydanticSchemaGenerationError, TypeAdapter, ValidationError

from storehook.actions.deadline import Deadline
from storehook.actions.params import flattened, parser
from storehook.errors import (
    Fail,
    Retry,
    StepNameTaken,
    StepResultInvalid,
    StepResultTooLarge,
    StepsExpired,
    StepUnsure,
    Suspended,
)
from storehook.runs.run import EARLY, EVENT, Run
from storehook.runs.steps import LONGEST_SLEEP, MAX_RESULT, SPARE, Step, StepTable
from storehook.runs.waits import MAX_VALUE, WaitTable, counts, name_of, since

MAX_NAME = 200
"""Bytes of a step's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Steps of one attempt.

    Args:
        clock: returns unix seconds.
        answered: continues the run if it is held because of this step.
        wait_table: returns the table of waits.
        waits_for: field of the event by scope, for each wait that the action declares.
        coalesces: the action coalesces events. Its runs have no steps, because each event would run them again.
        used: names that the attempt has used.
    """

    run: Run
    table: StepTable
    clock: Callable[[], float]
    deadline: Deadline
    answered: Callable[[str], None]
    wait_table: Callable[[], WaitTable]
    waits_for: Mapping[str, str] = field(default_factory=dict[str, str])
    coalesces: bool = False
    used: set[str] = field(default_factory=set[str])
    _stored: dict[str, Step] = field(default_factory=dict[str, Step])

    def step(
        self, name: str, function: Callable[..., Any], args: tuple[Any, ...], returns: Any, *, once: bool = False
    ) -> Any:
        """Return the stored result of a step, or execute it and store its result. See `Context.step`."""
        self._begin(name)
        adapter = _adapter(name, function, returns)
        stored = self._stored.get(name)
        if stored is None or stored.is_started:
            execute = self._execute_once if once else self._execute
            stored = execute(name, adapter, partial(function, *args))
            self._stored[name] = stored
            self.deadline.check()
        return _read(stored, adapter)

    def check_answer(self, name: str) -> None:
        """Continue the run if the result of a step has come while the run was being held because of it."""
        if (stored := self.table.of_run(self.run.run_key).get(name)) and not stored.is_started:
            self.answered(name)

    def _execute(self, name: str, adapter: TypeAdapter[Any], function: Callable[[], Any]) -> Step:
        result = _json(name, adapter, function())
        # This is stored even if the attempt has timed out meanwhile: the next attempt must not execute it again.
        return self.table.finish(self.run.run_key, Step(name=name, result=result, stored_at=self.clock()))

    def _execute_once(self, name: str, adapter: TypeAdapter[Any], function: Callable[[], Any]) -> Step:
        start = Step(name=name, owner=self.run.owner, stored_at=self.clock())
        stored = self.table.put(self.run.run_key, start)
        if stored.owner != start.owner:
            if stored.is_started:
                raise StepUnsure(name)
            return stored
        stored = self._execute(name, adapter, partial(self._certain, start, function))
        if self.deadline.remaining() <= 0:
            self.answered(name)
        return stored

    def _certain(self, start: Step, function: Callable[[], Any]) -> Any:
        try:
            return function()
        except (Retry, Fail):
            # The author says that it did not happen.
            self.table.forget(self.run.run_key, start)
            raise
        except Exception as error:
            raise StepUnsure(start.name) from error

    def sleep(self, name: str, until: datetime | timedelta | float) -> None:
        """Suspend the run until a time, unless the time has passed. See `Context.sleep`."""
        self._begin(name)
        if (stored := self._stored.get(name)) is None:
            ends_at = self._end_of(name, until)
            stored = self.table.put(self.run.run_key, Step(name=name, until=ends_at, stored_at=self.clock()))
            self._stored[name] = stored
        if stored.result is not None or stored.is_started:
            raise StepResultInvalid(name, "it is a step with a result, and now a sleep")
        if stored.until > self.clock() + EARLY:
            self.table.keep(self.run.run_key, self._stored, stored.until)
            raise Suspended(f"sleep/{name}", stored.until)

    def wait_for(self, scope: str, value: object, within: timedelta | float, returns: Any) -> Any:
        """Suspend the run until an event comes, or return its params. See `Context.wait_for`."""
        name = self._wait_name(scope, value)
        self._begin(name)
        if (stored := self._stored.get(name)) is None:
            result = json.dumps(self._awaited(name, within))
            step = Step(name=name, result=result, stored_at=self.clock())
            stored = self._stored[name] = self.table.finish(self.run.run_key, step)
        data = None if stored.result is None else json.loads(stored.result)
        return None if data is None else parser(returns)(flattened(data, self.run.key.store_hash))

    def _wait_name(self, scope: str, value: object) -> str:
        if (wanted := self.waits_for.get(scope)) is None:
            declared = ", ".join(self.waits_for) or "nothing"
            raise Fail(
                f"The action doesn't declare that it waits for {scope}. It declares: {declared}. Add the scope and the "
                f'field that is compared to its decorator: waits_for={{"{scope}": "id"}}.'
            )
        if (name := name_of(scope, wanted, value)) is None:
            raise Fail(
                f"{scope} can't be waited for with {wanted} = {str(value)[:40]!r}. Pass a whole number, or a text of "
                f"up to {MAX_VALUE} bytes."
            )
        return name

    def _awaited(self, name: str, within: timedelta | float) -> Any:
        """Return the data of the first event that counts. None if none has come in time."""
        store_hash, path, begin = self.run.key.store_hash, self.run.key.path, since(self.run)
        for event in self.wait_table().events(store_hash, name, begin, 2):
            if counts(event, path, begin):
                return event.data
        # The first version of a run has not waited yet.
        waiter = self.wait_table().waiter(store_hash, name, path) if self.run.version > 1 else None
        is_own = waiter is not None and waiter.until >= self.run.created_at
        ends_at = waiter.until if waiter and is_own else self._end_of(name, within)
        if ends_at > self.clock() + EARLY:
            self.table.keep(self.run.run_key, self._stored, ends_at)
            raise Suspended(f"{EVENT}{name}", ends_at)
        return None

    def key(self, name: str) -> str:
        """Return the idempotency key of a step."""
        return f"{self.run.run_key}/{name}"

    def _begin(self, name: str) -> None:
        self.deadline.check()
        if self.coalesces:
            raise Fail(_COALESCES)
        if not name or len(name.encode(errors="surrogatepass")) > MAX_NAME:
            raise Fail(
                f"A step's name has 1 to {MAX_NAME} bytes, and this one has {len(name)} characters: {name[:40]!r}."
            )
        if name in self.used:
            raise StepNameTaken(name)
        if not self.used and self.run.version > 1:
            # The first version of a run has no steps yet.
            self._stored.update(self._load())
        self.used.add(name)

    def _load(self) -> Mapping[str, Step]:
        steps = self.table.of_run(self.run.run_key)
        if not steps and self._may_have_had_some() and self.run.created_at < self.clock() - SPARE:
            raise StepsExpired
        return steps

    def _may_have_had_some(self) -> bool:
        # An attempt that died is among the attempts, and nobody knows what it did. An operator who retries does.
        return (self.run.has_steps or bool(self.run.attempts)) and not self.run.message.redrives

    def _end_of(self, name: str, until: datetime | timedelta | float) -> float:
        now = self.clock()
        if isinstance(until, datetime):
            if until.tzinfo is None:
                raise Fail(f"The sleep {name!r} ends at a time without a time zone. Pass datetime.now(UTC) + …")
            ends_at = until.timestamp()
        else:
            ends_at = now + (until.total_seconds() if isinstance(until, timedelta) else until)
        if not ends_at <= now + LONGEST_SLEEP:  # nor NaN
            raise Fail(f"The sleep {name!r} is longer than {LONGEST_SLEEP / 86_400:.0f} days, which is the limit.")
        return ends_at


_COALESCES = (
    "An action with `coalesce` has no steps: a window's run may begin again with a newer event, and its stored results "
    "would be those of an older one. Enqueue another action for the part that has steps."
)


def _adapter(name: str, function: Callable[..., Any], returns: Any) -> TypeAdapter[Any]:
    wanted = returns if returns is not None else _annotated(function)
    try:
        return TypeAdapter(wanted)
    except PydanticSchemaGenerationError as error:
        raise Fail(
            f"The step {name!r} returns {wanted!r}, which can't be stored. Return JSON values or a pydantic model."
        ) from error


def _annotated(function: Callable[..., Any]) -> Any:
    try:
        return get_type_hints(function).get("return", Any)
    except (NameError, TypeError):
        return Any


def _json(name: str, adapter: TypeAdapter[Any], result: Any) -> str:
    # Pydantic's warning about a result of another type would go to the log only. Reading it back raises an error.
    try:
        text = adapter.dump_json(result, warnings=False).decode()
        json.loads(text)
    except ValueError as error:
        raise StepResultInvalid(name, f"it can't be stored as JSON: {error}") from error
    if len(text.encode()) > MAX_RESULT:
        raise StepResultTooLarge(name, len(text.encode()), MAX_RESULT)
    return text


def _read(stored: Step, adapter: TypeAdapter[Any]) -> Any:
    if stored.result is None:
        raise StepResultInvalid(stored.name, "it was a sleep, and now has a result")
    try:
        # The first attempt reads its own result back, too, so that every attempt gets the same value.
        return adapter.validate_json(stored.result)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, item['loc'])) or 'result'}: {item['msg']}" for item in error.errors())
        raise StepResultInvalid(stored.name, problems) from error
