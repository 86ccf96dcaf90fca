"""Search of a model's states, breadth first, so that a counterexample is as short as possible."""

from collections import defaultdict, deque
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


def search[S](
    start: S,
    steps: Callable[[S], Iterator[tuple[str, S]]],
    violation: Callable[[S], str | None],
    is_end: Callable[[S], bool] | None = None,
) -> Search:
    """Visit every state that can be reached, up to the first that breaks a rule.

    Args:
        is_end: returns whether a state is a good end, to which steps must lead from every state. None if any is good.
    """
    before: dict[S, tuple[S, str] | None] = {start: None}
    earlier = defaultdict[S, list[S]](list)
    states = deque([start])
    while states:
        state = states.popleft()
        if (broken := violation(state)) is not None:
            return _found(broken, state, before)
        for name, after in steps(state):
            if after not in before:
                before[after] = state, name
                states.append(after)
            earlier[after].append(state)
    hopeful = set(before) if is_end is None else _before([state for state in before if is_end(state)], earlier)
    hopeless = next((state for state in before if state not in hopeful), None)
    return Search(len(before)) if hopeless is None else _found("no step leads to a good end", hopeless, before)


def _before[S](ends: list[S], earlier: dict[S, list[S]]) -> set[S]:
    """Return the states from which steps lead to one of these."""
    seen = set(ends)
    while ends:
        for state in earlier[ends.pop()]:
            if state not in seen:
                seen.add(state)
                ends.append(state)
    return seen


def _found[S](broken: str, state: S, before: dict[S, tuple[S, str] | None]) -> Search:
    return Search(len(before), "\n".join([broken, *reversed([*_history(state, before)])]))


def _history[S](state: S, before: dict[S, tuple[S, str] | None]) -> Iterator[str]:
    step = before[state]
    while step is not None:
        state, name = step
        yield f"  {name}"
        step = before[state]
