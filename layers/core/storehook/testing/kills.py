"""Kills: a test lets the process of an attempt die at a line, at an API call or in a step."""

import inspect
import linecache
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Literal

from storehook.actions.action import Action

type When = Literal["before", "after"]

_TOOLS = (3, 4)
"""Tool IDs of `sys.monitoring` that no debugger, profiler or coverage tool takes."""


class ProcessDied(BaseException):
    """Death of an attempt's process. No `except Exception` of an action catches it."""


@dataclass(frozen=True, slots=True)
class Kill:
    """Death of the next attempt of an action, at a line, at a call or in a step.

    Args:
        line: number of a line in the action's file. The process dies before it.
        before: call before which the process dies, such as `PUT /v2/orders/113`.
        after: call after whose answer the process dies, or step after whose effect it dies, such as `step charge`.
    """

    action: Action
    line: int | None = None
    before: str | None = None
    after: str | None = None

    def check(self, when: When, place: str) -> None:
        """Die if this is the place."""
        if place == (self.before if when == "before" else self.after):
            raise ProcessDied

    def watching(self) -> AbstractContextManager[None]:
        """Die at the line while the block runs. Without a line, do nothing."""
        if self.line is None:
            return nullcontext()
        return _line_watched([*_codes(self.action), *_neighbours(self.action)], self.line)

    def __str__(self) -> str:
        """Name the place."""
        if self.line is not None:
            return f"line {self.line}"
        return f"{'before' if self.before else 'after'} {self.before or self.after}"


def line_of(action: Action, at: int | str | None) -> int | None:
    """Return the number of the line in an action's file that has a number or a text. Its own function comes first.

    Raises:
        AssertionError: no line or several lines do.
    """
    if at is None:
        return None
    own = _lines(_codes(action), at)
    found = own or _lines(_neighbours(action), at)
    if len(found) == 1:
        return found[0]
    many = f"{len(found)} lines ({', '.join(map(str, found))})" if found else "no line of code"
    raise AssertionError(f"kill(at={at!r}) must name one line, but fits {many} of {action.place.rpartition(':')[0]}.")


def _lines(codes: Iterator[CodeType], at: int | str) -> list[int]:
    lines = sorted({(code.co_filename, line) for code in codes for *_, line in code.co_lines() if line})
    if isinstance(at, int):
        return [line for _, line in lines if line == at]
    return [line for path, line in lines if at in linecache.getline(path, line)]


def _codes(action: Action) -> Iterator[CodeType]:
    yield from _with_inner(inspect.unwrap(action.function).__code__)


def _neighbours(action: Action) -> Iterator[CodeType]:
    """Yield the code of the other functions of an action's file."""
    own = inspect.unwrap(action.function)
    for value in own.__globals__.values():
        if isinstance(value, FunctionType) and value.__code__.co_filename == own.__code__.co_filename:
            yield from _with_inner(value.__code__)


def _with_inner(code: CodeType) -> Iterator[CodeType]:
    yield code
    for value in code.co_consts:
        if isinstance(value, CodeType):
            yield from _with_inner(value)


@contextmanager
def _line_watched(codes: list[CodeType], line: int) -> Generator[None]:
    def on_line(_code: CodeType, number: int) -> None:
        if number == line:
            raise ProcessDied

    with _tool(on_line) as tool:
        for code in codes:
            sys.monitoring.set_local_events(tool, code, sys.monitoring.events.LINE)
        try:
            yield
        finally:
            for code in codes:
                sys.monitoring.set_local_events(tool, code, sys.monitoring.events.NO_EVENTS)


@contextmanager
def _tool(on_line: Callable[[CodeType, int], None]) -> Generator[int]:
    tool = next(number for number in _TOOLS if sys.monitoring.get_tool(number) is None)
    sys.monitoring.use_tool_id(tool, "storehook.testing")
    sys.monitoring.register_callback(tool, sys.monitoring.events.LINE, on_line)
    try:
        yield tool
    finally:
        sys.monitoring.register_callback(tool, sys.monitoring.events.LINE, None)
        sys.monitoring.free_tool_id(tool)
