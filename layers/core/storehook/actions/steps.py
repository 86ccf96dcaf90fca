"""Steps of one attempt: execute each named piece of an action once per run, and let the run wait in between."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal, get_type_hints

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
from storehook.runs.run import EARLY, EVENT, Run, answer_of, answer_to
from storehook.runs.steps import (
    LONGEST_SLEEP,
    MAX_CHOICE,
    MAX_CHOICES,
    MAX_QUESTION,
    MAX_RESULT,
    SPARE,
    Step,
    StepTable,
)
from storehook.runs.waits import (
    MAX_VALUE,
    AwaitedEvent,
    WaitTable,
    counts,
    deadline_of,
    end_of_wait,
    is_caught_up,
    name_of,
    since,
)
from storehook.stores.gaps import Gaps

MAX_NAME = 200
"""Bytes of a step's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Steps of one attempt.

    Args:
        clock: returns unix seconds.
        answered: continues the run if it is held because of this step.
        wait_table: returns the table of waits.
        open_gaps: returns the open gaps of a store.
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
    open_gaps: Callable[[str], Gaps]
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
        stored = self._known(name, "step")
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
        if (stored := self._known(name, "sleep")) is None:
            stored = self._put(Step(name=name, until=self._end_of(name, until), stored_at=self.clock()))
        if stored.until > self.clock() + EARLY:
            self._suspend(f"sleep/{name}", stored.until)

    def ask(self, name: str, question: str, choices: Sequence[str], within: timedelta | float) -> str | None:
        """Suspend the run until a person answers, or a time has passed. See `Context.wait_for_person`."""
        self._begin(name)
        _check_question(name, question, choices)
        if (stored := self._known(name, "question")) is None:
            until = self._end_of(name, within)
            asked = Step(name=name, question=question, choices=tuple(choices), until=until, stored_at=self.clock())
            stored = self._put(asked)
        if stored.result is None:
            stored = self._answered(stored)
        answer: str | None = json.loads(stored.result or "null")
        if answer is not None and answer not in choices:
            raise StepResultInvalid(name, f"{answer!r} was chosen, and the action no longer offers it")
        return answer

    def _answered(self, asked: Step) -> Step:
        answer = answer_to(self.run, asked.name)
        # An attempt that was claimed before the end can't say that nobody has answered: a later one may know better.
        if answer is None and self.run.started_at + EARLY < asked.until:
            self._suspend(answer_of(asked.name), asked.until)
        result = json.dumps(answer, ensure_ascii=False)
        return self._keep(self.table.finish(self.run.run_key, replace(asked, result=result, stored_at=self.clock())))

    def _suspend(self, waits_for: str, until: float, deadline: float | None = None) -> None:
        self.table.keep(self.run.run_key, self._stored, until)
        raise Suspended(waits_for, until, deadline)

    def _known(self, name: str, kind: Literal["step", "sleep", "question"]) -> Step | None:
        stored = self._stored.get(name)
        return stored and _of_kind(stored, kind)

    def _put(self, step: Step) -> Step:
        return _of_kind(self._keep(self.table.put(self.run.run_key, step)), step.kind)

    def _keep(self, stored: Step) -> Step:
        self._stored[stored.name] = stored
        return stored

    def wait_for(self, scope: str, value: object, within: timedelta | float, returns: Any) -> Any:
        """Suspend the run until an event comes, or return its params. See `Context.wait_for`."""
        name = self._wait_name(scope, value)
        self._begin(name)
        if (stored := self._known(name, "step")) is None:
            result = json.dumps(self._awaited(scope, name, within))
            step = Step(name=name, result=result, stored_at=self.clock())
            stored = self._keep(self.table.finish(self.run.run_key, step))
        data = json.loads(stored.result or "null")
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

    def _awaited(self, scope: str, name: str, within: timedelta | float) -> Any:
        """Return the data of the first event that counts. None if none has come in time."""
        if event := self._event(name):
            return event.data
        deadline = ends_at = self._deadline(name, within)
        if is_caught_up(scope) and deadline <= self.clock() + EARLY:
            # The last look comes after the gaps: a catch-up closes its gap when it has sent the event.
            gaps = self.open_gaps(self.run.key.store_hash)
            ends_at = end_of_wait(since(self.run), deadline, gaps, self.clock())
            if event := self._event(name):
                return event.data
        if ends_at > self.clock() + EARLY:
            self._suspend(f"{EVENT}{name}", ends_at, deadline)
        return None

    def _event(self, name: str) -> AwaitedEvent | None:
        begin = since(self.run)
        events = self.wait_table().events(self.run.key.store_hash, name, begin, 2)
        return next((event for event in events if counts(event, self.run.key.path, begin)), None)

    def _deadline(self, name: str, within: timedelta | float) -> float:
        key = self.run.key
        # The first version of a run has not waited yet.
        waiter = self.wait_table().waiter(key.store_hash, name, key.path) if self.run.version > 1 else None
        return deadline_of(waiter, self.run) or self._end_of(name, within)

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
            raise Fail(f"The wait {name!r} is longer than {LONGEST_SLEEP / 86_400:.0f} days, which is the limit.")
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


def _of_kind(stored: Step, kind: Literal["step", "sleep", "question"]) -> Step:
    if stored.kind != kind:
        raise StepResultInvalid(stored.name, f"it was a {stored.kind}, and is now a {kind}")
    return stored


def _check_question(name: str, question: str, choices: Sequence[str]) -> None:
    if not 0 < _bytes(question) <= MAX_QUESTION:
        raise Fail(f"The question {name!r} has {_bytes(question)} bytes. Ask in 1 to {MAX_QUESTION:,} bytes.")
    is_list = not isinstance(choices, str) and 0 < len(choices) <= MAX_CHOICES and len({*choices}) == len(choices)
    if not is_list or not all(0 < _bytes(choice) <= MAX_CHOICE for choice in choices):
        raise Fail(
            f"The question {name!r} has the choices {choices!r}. Pass a list of 1 to {MAX_CHOICES} different texts, of "
            f'1 to {MAX_CHOICE} bytes each, such as ["approve", "refuse"].'
        )


def _bytes(text: str) -> int:
    return len(text.encode(errors="surrogatepass"))


def _read(stored: Step, adapter: TypeAdapter[Any]) -> Any:
    try:
        # The first attempt reads its own result back, too, so that every attempt gets the same value.
        return adapter.validate_json(stored.result or "")
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, item['loc'])) or 'result'}: {item['msg']}" for item in error.errors())
        raise StepResultInvalid(stored.name, problems) from error
