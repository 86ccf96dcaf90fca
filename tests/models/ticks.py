"""Model of the timer's ticks, with the real code of a tick.

A tick is the list of the answers that it has got so far. Its code is replayed with them, up to its next effect. Before
each effect, other ticks may go on, the index may catch up with one more item, and the tick may die.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from storehook.history.indexes import Slice
from storehook.history.key_ranges import KeyRange
from storehook.history.rows import IndexPosition, RunRow
from storehook.queues.run_key import RunKey
from storehook.runs.ports import Due

type Effect = tuple[Any, ...]
"""Name of a call to the outside, and its arguments."""


class Suspended(BaseException):
    """Raised at the first effect without an answer. No `except Exception` catches it."""

    def __init__(self, effect: Effect) -> None:
        super().__init__(effect)
        self.effect = effect


@dataclass(slots=True)
class Script:
    """Answers to the effects of a tick, in their order."""

    answers: Iterator[Any]

    def ask(self, *effect: Any) -> Any:
        """Return the answer to an effect."""
        for answer in self.answers:
            return answer
        raise Suspended(effect)


class World(Protocol):
    """Table, index and progress. It can be hashed."""

    @property
    def now(self) -> float:
        """Time, in unix seconds."""
        ...

    def tick(self, script: Script, now: float) -> None:
        """Run the real code of a tick, with ports that ask the script."""
        ...

    def perform(self, effect: Effect) -> "tuple[World, Any]":
        """Return the world after an effect, and the answer."""
        ...

    def steps(self) -> "Iterator[tuple[str, World]]":
        """Yield each step of anything but a tick, and the world after it."""
        ...

    def later(self) -> "Iterator[tuple[str, World]]":
        """Yield each step that takes longer than a tick may, and the world after it."""
        ...

    def owed(self) -> frozenset[str]:
        """Return the runs that a tick which starts now has to reach."""
        ...

    def violation(self) -> str | None:
        """Return the rule that the world breaks, if any."""
        ...


class Tick(NamedTuple):
    """Tick before its next effect.

    Args:
        now: time of its start.
        owed: runs that it has to reach.
    """

    now: float
    owed: frozenset[str]
    answers: tuple[Any, ...] = ()


class State(NamedTuple):
    """State of the world and the ticks.

    Args:
        missed: runs that whole ticks have not reached, once for each of these ticks.
    """

    world: World
    ticks: tuple[Tick, ...] = ()
    missed: tuple[str, ...] = ()


@dataclass(slots=True)
class Ticks:
    """Every order of the effects of some ticks.

    Args:
        at_once: ticks that run at the same time, at most.
        bound: whole ticks in which each run that is owed is reached.
    """

    at_once: int
    bound: int
    _effects: dict[tuple[float, tuple[Any, ...]], Effect | None] = field(
        default_factory=dict[tuple[float, tuple[Any, ...]], Effect | None]
    )

    def steps(self, state: State) -> Iterator[tuple[str, State]]:
        """Yield each step that can be next, with the state after it."""
        for name, world in state.world.steps():
            yield name, state._replace(world=world)
        if not state.ticks:
            yield from ((name, state._replace(world=world)) for name, world in state.world.later())
        if len(state.ticks) < self.at_once:
            tick = Tick(state.world.now, state.world.owed())
            yield "a tick starts", state._replace(ticks=(*state.ticks, tick))
        for index, tick in enumerate(state.ticks):
            others = (*state.ticks[:index], *state.ticks[index + 1 :])
            yield f"tick {index + 1} dies", state._replace(ticks=others)
            effect = self._effect(state.world, tick)
            if effect is None:
                yield f"tick {index + 1} ends", self._ended(state._replace(ticks=others), tick)
                continue
            world, answer = state.world.perform(effect)
            after = tick._replace(answers=(*tick.answers, answer))
            ticks = (*state.ticks[:index], after, *state.ticks[index + 1 :])
            yield f"tick {index + 1}: {_described(effect, answer)}", state._replace(world=world, ticks=ticks)

    def violation(self, state: State) -> str | None:
        """Return the rule that a state breaks, if any."""
        for run in sorted(set(state.missed)):
            if state.missed.count(run) > self.bound:
                return f"{state.missed.count(run)} ticks have not reached {run}"
        return state.world.violation()

    def _effect(self, world: World, tick: Tick) -> Effect | None:
        """Return the next effect of a tick. None if it has ended."""
        key = tick.now, tick.answers
        if key not in self._effects:
            try:
                world.tick(Script(iter(tick.answers)), tick.now)
                self._effects[key] = None
            except Suspended as suspended:
                self._effects[key] = suspended.effect
        return self._effects[key]

    def _ended(self, state: State, tick: Tick) -> State:
        owed = state.world.owed()
        missed = [run for run in state.missed if run in owed]
        return state._replace(missed=tuple(sorted([*missed, *(tick.owed & owed)])))


def _described(effect: Effect, answer: Any) -> str:
    name, *details = effect
    text = " ".join([name, *map(_text, details)])
    return text if answer is None else f"{text} -> {_text(answer)}"


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_text, value))}]"
    match value:
        case RunKey():
            return value.event_id
        case Due() | RunRow() | IndexPosition():
            return value.key.event_id
        case KeyRange():
            return f"{value.partition} from {value.since:.0f}"
        case Slice():
            return _text(value.rows)
        case _:
            return str(value)
