"""Search of a model's states, breadth first, so that a counterexample is as short as possible."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Search:
    """Result of a search.

    Args:
        states: number of states that can be reached.
        counterexample: the broken rule, and each step of the history that breaks it. Empty if no history does.
    """

    states: int
    counterexample: str = ""


def search[S](start: S, steps: Callable[[S], Iterator[tuple[str, S]]], violation: Callable[[S], str | None]) -> Search:
    """Visit every state that can be reached, up to the first that breaks a rule."""
    before: dict[S, tuple[S, str] | None] = {start: None}
    states = deque([start])
    while states:
        state = states.popleft()
        if (broken := violation(state)) is not None:
            return Search(len(before), "\n".join([broken, *reversed([*_history(state, before)])]))
        for name, after in steps(state):
            if after not in before:
                before[after] = state, name
                states.append(after)
    return Search(len(before))


def _history[S](state: S, before: dict[S, tuple[S, str] | None]) -> Iterator[str]:
    step = before[state]
    while step is not None:
        state, name = step
        yield f"  {name}"
        step = before[state]
