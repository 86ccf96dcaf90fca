"""The seed's schedule: which process continues, what time it is, and what has happened so far."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NoReturn

from greenlet import getcurrent, greenlet
from tests.simulation.faults import AwsError, Effect, Fault, Faults

from storehook.queues.run_key import RunKey
from storehook.runs.run import Run

START = 1_786_447_828.0
"""The start of every history, in unix seconds."""


STALLED = 1800.0
"""Seconds for which a process may continue after its time limit. Lambda ends it long before. The timer relies on that
when it checks a holder for only an hour."""


class Died(BaseException):
    """Raised to end a dead process. No `except Exception` may catch it."""


@dataclass(slots=True)
class Clock:
    """A clock that only moves when it is told to, in unix seconds."""

    now: float = START

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self.now = round(self.now + seconds, 3)


class Schedule:
    """Randomness, time, processes and trace of one history. Everything in it comes from the seed.

    Args:
        seed: the same seed makes the same history, byte for byte.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = Random(seed)  # noqa: S311 - it must be repeatable, not secret
        self.clock = Clock()
        self.faults = Faults.of(self.random)
        self.switching = self.random.choice([0.05, 0.3, 0.7])
        self.hub = getcurrent()
        self.suspended: list[Process] = []
        self.processes: list[Process] = []
        self.current: Process
        self.counts: Counter[str] = Counter()
        self.trace: list[str] = []

    def start(self, role: str, limit: float, work: "Callable[[Process], None]") -> None:
        """Start a process with a time limit in seconds, and run it until it is suspended."""
        self.resume(self.add(f"{role} {len(self.processes) + 1}", self.clock.now + limit, work))

    def add(self, name: str, deadline: float, work: "Callable[[Process], None]") -> "Process":
        """Add a process that has not started."""
        process = Process(name, self, deadline, work)
        self.processes.append(process)
        self.suspended.append(process)
        return process

    @property
    def ready(self) -> "list[Process]":
        """The suspended processes that don't wait for their threads."""
        return [process for process in self.suspended if all(thread.fiber.dead for thread in process.threads)]

    def resume(self, process: "Process") -> None:
        """Continue a suspended process until it is suspended again or ends."""
        self.current = process
        process.fiber.switch()
        if process.fiber.dead:
            self.suspended.remove(process)

    def happened(self, what: str, times: int = 1) -> None:
        """Count something, so that a test can check that it happens."""
        self.counts[what] += times

    def note(self, who: str, what: str) -> None:
        """Add a line to the trace."""
        self.trace.append(f"{self.clock.now - START:10.1f} s  {who:<12}  {what}")


@dataclass(eq=False, slots=True)
class Process:
    """One invocation of a function, or a thread of one. It is suspended at its effects, and may die there.

    Args:
        deadline: the end of its time limit, in unix seconds.
        faulted: it has met a fault, so its behavior proves nothing about the code.
        dead: it has died. Each further effect ends it again.
        run_keys: the runs that it has tried to write.
        claimed: the run that it works on, as it was claimed.
        claimed_alone: the runs that it has claimed alone in its process.
        holds: the messages that it has received.
        woken: the runs that it has sent a wake-up for.
        threads: its threads. It continues when they have ended.
        host: the process of a thread; the process itself if it isn't one.
    """

    name: str
    schedule: Schedule
    deadline: float
    work: "Callable[[Process], None]"
    faulted: bool = False
    dead: bool = False
    run_keys: set[str] = field(default_factory=set[str])
    claimed: Run | None = None
    claimed_alone: list[str] = field(default_factory=list[str])
    holds: list[str] = field(default_factory=list[str])
    woken: set[RunKey] = field(default_factory=set[RunKey])
    threads: "list[Process]" = field(default_factory=list["Process"])
    host: "Process" = field(init=False)
    fiber: greenlet = field(init=False)

    def __post_init__(self) -> None:
        self.fiber, self.host = greenlet(self._live, self.schedule.hub), self

    @property
    def sound(self) -> bool:
        """True if it met no fault. A process that is suspended beyond its time limit hasn't noticed yet."""
        return not self.faulted and (self.fiber.dead or self.schedule.clock.now <= self.deadline)

    def effect[T](self, effect: Effect, detail: str, act: Callable[[], T]) -> T:
        """Do something that the outside sees, with its fault."""
        self.pause()
        fault = self.schedule.faults.at(effect)
        self.note(f"{effect} {detail}" + (f"   ** {fault} **" if fault else ""))
        self.schedule.happened(f"{effect}: {fault or 'done'}")
        self.faulted = self.faulted or (fault is not None and fault is not Fault.REPEATED)
        answer = self._meet(fault, act)
        self.pause()
        return answer

    def note(self, what: str) -> None:
        """Add a line to the trace."""
        self.schedule.note(self.name, what)

    def end(self) -> None:
        """Mark the process and all its threads as dead."""
        for process in (self.host, *self.host.threads):
            if not process.fiber.dead:
                process.dead = process.faulted = True

    def fork[Item, Answer](self, work: Callable[[Item], Answer], items: Sequence[Item]) -> list[Answer]:
        """Work on each item in its own thread, and wait for all of them."""
        answers = dict[int, Answer]()

        def thread(index: int, item: Item) -> Process:
            def act(_: Process) -> None:
                answers[index] = work(item)

            process = self.schedule.add(f"{self.name}.{index + 1}", self.deadline, act)
            process.host = self
            return process

        self.threads = [thread(index, item) for index, item in enumerate(items)]
        self.schedule.hub.switch()
        if self.dead:
            raise Died
        self.faulted = self.faulted or any(process.faulted for process in self.threads)
        return [answers[index] for index in range(len(items))]

    def pause(self) -> None:
        """Let other processes continue, if the schedule says so. Time may pass, even beyond the time limit."""
        if not self.dead and self.schedule.random.random() < self.schedule.switching:
            self.schedule.hub.switch()
        if not self.dead and self.schedule.clock.now > self.deadline:
            self._late()
        if self.dead:
            raise Died

    def _meet[T](self, fault: Fault | None, act: Callable[[], T]) -> T:
        if fault is Fault.REFUSED:
            raise AwsError(fault)
        if fault is Fault.DIES_BEFORE:
            self.die()
        answer = act()
        if fault is Fault.DIES_AFTER:
            self.die()
        if fault is Fault.ANSWER_LOST:
            raise AwsError(fault)
        if fault is Fault.REPEATED:
            self.pause()
            return act()
        return answer

    def _late(self) -> None:
        if not self.faulted:
            self.schedule.happened("stalled beyond its time limit")
        self.faulted = True
        if self.schedule.faults.killed() or self.schedule.clock.now > self.deadline + STALLED:
            self.schedule.happened("killed at its time limit")
            self.note("** KILLED at its time limit **")
            self.end()

    def die(self) -> NoReturn:
        """Die now."""
        self.end()
        raise Died

    def _live(self) -> None:
        try:
            if not self.dead:
                self.work(self)
        except Died:
            self.note("is dead")
        except AwsError as error:
            self.note(f"gives up: {error}")
