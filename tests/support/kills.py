"""Processes of the deployed functions die while they are at work: `kill -9`, as on a machine that is lost."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from random import Random
from threading import Event

import psutil
from tests.support.deployed import Deployed

PAUSE = 1.5, 3.0
"""Seconds between two kills. A process takes seconds to start on two cores: with fewer, nothing is ever accepted."""

PATIENCE = 3.0
"""Seconds to wait for a process that is at work. Then one dies that is not."""

type Find = Callable[[Sequence[psutil.Process]], list[psutil.Process]]
"""Finds those of some processes that are at work."""


class Killer:
    """Kills processes of some functions, one of each in turn.

    Args:
        deployed: the deployed stack; no other's processes are touched.
        functions: outputs of the stack that name functions.
        random: which, and when.
    """

    def __init__(self, deployed: Deployed, functions: Sequence[str], random: Random) -> None:
        noted = json.loads((deployed.stack.state / "emulator.json").read_text())
        self._emulator = psutil.Process(noted["pid"])
        self._outputs = {deployed.info.outputs[function]: function for function in functions}
        self._functions: dict[psutil.Process, str | None] = {}
        self._random = random
        self.killed: Counter[str] = Counter(dict.fromkeys(functions, 0))

    def kill_until(self, over: Event) -> None:
        """Kill one after the other until something is over."""
        for function in self._rounds():
            if over.wait(self._random.uniform(*PAUSE)):
                return
            self._kill_one(function)

    def _rounds(self) -> Iterator[str]:
        while True:
            yield from self._random.sample([*self.killed], len(self.killed))

    def _kill_one(self, function: str) -> None:
        find, longest = WORK[function]
        if found := self._at_work(function, find):
            victim = self._random.choice(found)
            time.sleep(self._random.uniform(0, longest))
            with suppress(psutil.NoSuchProcess):
                victim.kill()
                self.killed[function] += 1

    def _at_work(self, function: str, find: Find) -> list[psutil.Process]:
        deadline = time.monotonic() + PATIENCE
        while not (found := find(every := self._processes(function))) and time.monotonic() < deadline:
            time.sleep(0.01)
        return found or every

    def _processes(self, function: str) -> list[psutil.Process]:
        return [each for each in self._emulator.children(recursive=True) if self._function(each) == function]

    def _function(self, process: psutil.Process) -> str | None:
        with suppress(psutil.Error):  # it has ended meanwhile
            if process not in self._functions:
                self._functions[process] = self._outputs.get(process.environ().get("AWS_LAMBDA_FUNCTION_NAME", ""))
            return self._functions[process] if process.status() != psutil.STATUS_ZOMBIE else None
        return None


def _with_threads(processes: Sequence[psutil.Process]) -> list[psutil.Process]:
    """Those that have threads: a consumer has them for its batch alone."""
    return [each for each in processes if (_told(each.num_threads) or 1) > 1]


def _first_to_move(processes: Sequence[psutil.Process]) -> list[psutil.Process]:
    """The first of them that is seen doing anything, within a moment: what waits for an event sleeps in one piece."""
    before = [(each, _told(each.num_ctx_switches)) for each in processes]
    deadline = time.monotonic() + 0.2
    while time.monotonic() < deadline:
        for process, switches in before:
            if _told(process.num_ctx_switches) != switches:
                return [process]
        time.sleep(0.001)
    return []


def _told[T](ask: Callable[[], T]) -> T | None:
    """What a process says; None if it has ended meanwhile."""
    with suppress(psutil.Error):
        return ask()
    return None


WORK: dict[str, tuple[Find, float]] = {
    "Ingest": (_first_to_move, 0.0),
    "Timer": (_first_to_move, 0.05),
    "DefaultConsumer": (_with_threads, 0.6),
    "LongConsumer": (_with_threads, 0.6),
}
"""How to see that a function is at work, and for how many seconds it is then let go on at most: few end before."""
