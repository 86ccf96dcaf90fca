"""Kills of busy processes of the deployed functions, with `kill -9`, as if a machine were lost."""

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
"""Seconds between two kills. A process takes seconds to start on two cores. Faster kills would stop all work."""

PATIENCE = 3.0
"""Seconds to wait for a busy process. After that, an idle one is killed."""

type Find = Callable[[Sequence[psutil.Process]], list[psutil.Process]]
"""Finds the busy processes."""


class Killer:
    """Kills processes of some functions, one of each in turn.

    Args:
        deployed: the deployed stack. No other stack's processes are touched.
        functions: the stack's outputs that name the functions.
        random: chooses the victims and the times.
    """

    def __init__(self, deployed: Deployed, functions: Sequence[str], random: Random) -> None:
        noted = json.loads((deployed.stack.state / "emulator.json").read_text())
        self._emulator = psutil.Process(noted["pid"])
        self._outputs = {deployed.info.outputs[function]: function for function in functions}
        self._functions: dict[psutil.Process, str | None] = {}
        self._random = random
        self.killed: Counter[str] = Counter(dict.fromkeys(functions, 0))

    def kill_until(self, over: Event) -> None:
        """Kill processes until an event is set."""
        for function in self._rounds():
            if over.wait(self._random.uniform(*PAUSE)):
                return
            self._kill_one(function)

    def kill_all_until(self, over: Event) -> None:
        """Kill every process as soon as it is seen, until an event is set."""
        while not over.wait(0.02):
            for function in self.killed:
                for process in self._processes(function):
                    with suppress(psutil.NoSuchProcess):
                        process.kill()
                        self.killed[function] += 1

    def _rounds(self) -> Iterator[str]:
        while True:
            yield from self._random.sample([*self.killed], len(self.killed))

    def _kill_one(self, function: str) -> None:
        find, longest = WORK[function]
        if busy := self._at_work(function, find):
            victim = self._random.choice(busy)
            time.sleep(self._random.uniform(0, longest))
            with suppress(psutil.NoSuchProcess):
                victim.kill()
                self.killed[function] += 1

    def _at_work(self, function: str, find: Find) -> list[psutil.Process]:
        deadline = time.monotonic() + PATIENCE
        while not (busy := find(every := self._processes(function))) and time.monotonic() < deadline:
            time.sleep(0.01)
        return busy or every

    def _processes(self, function: str) -> list[psutil.Process]:
        return [process for process in self._emulator.children(recursive=True) if self._function(process) == function]

    def _function(self, process: psutil.Process) -> str | None:
        with suppress(psutil.Error):  # the process has ended meanwhile
            if process not in self._functions:
                self._functions[process] = self._outputs.get(process.environ().get("AWS_LAMBDA_FUNCTION_NAME", ""))
            return self._functions[process] if process.status() != psutil.STATUS_ZOMBIE else None
        return None


def _with_threads(processes: Sequence[psutil.Process]) -> list[psutil.Process]:
    """Find processes with threads. A consumer has threads only for its batch."""
    return [process for process in processes if (_if_alive(process.num_threads) or 1) > 1]


def _first_to_move(processes: Sequence[psutil.Process]) -> list[psutil.Process]:
    """Find the first process that is seen to do anything within a moment. A process that waits for an event sleeps."""
    before = [(process, _if_alive(process.num_ctx_switches)) for process in processes]
    deadline = time.monotonic() + 0.2
    while time.monotonic() < deadline:
        for process, switches in before:
            if _if_alive(process.num_ctx_switches) != switches:
                return [process]
        time.sleep(0.001)
    return []


def _if_alive[T](ask: Callable[[], T]) -> T | None:
    """Call a method of a process; None if the process has ended meanwhile."""
    with suppress(psutil.Error):
        return ask()
    return None


WORK: dict[str, tuple[Find, float]] = {
    "Ingest": (_first_to_move, 0.0),
    "Timer": (_first_to_move, 0.05),
    "DefaultConsumer": (_with_threads, 0.6),
    "LongConsumer": (_with_threads, 0.6),
}
"""Ways to find a function's busy processes, and the most seconds to let one continue then: few end before that."""
