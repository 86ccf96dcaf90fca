"""The seed's schedule: which process goes on, what time it is, what has happened so far."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NoReturn

from greenlet import getcurrent, greenlet
from tests.simulation.faults import AwsError, Effect, Fault, Faults

from storehook.runs.run import Run, RunKey

START = 1_786_447_828.0
"""When every history begins, in unix seconds."""


STALLED = 1800.0
"""Seconds beyond its time limit for which a process may go on as if nothing were. Lambda ends it long before, and what
is held is looked for by its holder for an hour on that ground."""


class Died(BaseException):
    """The process is no more. No `except Exception` may see it."""


@dataclass(slots=True)
class Clock:
    """Unix seconds that pass only when they are told to."""

    now: float = START

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self.now = round(self.now + seconds, 3)


class Schedule:
    """One history's chance, time, processes and trace. Everything in it comes from the seed.

    Args:
        seed: the same seed makes the same history, byte for byte.
    """

    def __init__(self, seed: int) -> None:
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
        """Start a process with a time limit in seconds, and let it go until it is suspended."""
        self.resume(self.add(f"{role} {len(self.processes) + 1}", self.clock.now + limit, work))

    def add(self, name: str, deadline: float, work: "Callable[[Process], None]") -> "Process":
        """Add a process that has not begun."""
        process = Process(name, self, deadline, work)
        self.processes.append(process)
        self.suspended.append(process)
        return process

    @property
    def ready(self) -> "list[Process]":
        """The suspended processes that wait for no thread of their own."""
        return [process for process in self.suspended if all(thread.fiber.dead for thread in process.threads)]

    def resume(self, process: "Process") -> None:
        """Let a suspended process go on until it is suspended again, or ends."""
        self.current = process
        process.fiber.switch()
        if process.fiber.dead:
            self.suspended.remove(process)

    def happened(self, what: str, times: int = 1) -> None:
        """Count something, so that a test can tell that it does happen."""
        self.counts[what] += times

    def note(self, who: str, what: str) -> None:
        """Add a line to the trace."""
        self.trace.append(f"{self.clock.now - START:10.1f} s  {who:<12}  {what}")


@dataclass(eq=False, slots=True)
class Process:
    """One invocation of a function, or a thread of one: it is suspended at its effects, and may die there.

    Args:
        name: for the trace.
        schedule: what it is part of.
        deadline: when its time limit is over, in unix seconds.
        work: what it does.
        faulted: whether it has met a fault; what it did then proves nothing about the code.
        dead: whether it has died; each further effect then ends it once more.
        run_keys: the runs that it has tried to write.
        claimed: the run that it works on, as it was claimed.
        claimed_alone: the runs that it has claimed with nothing beside them.
        holds: the messages that it was given.
        woken: the runs that it has sent a wake-up of.
        threads: its threads; it goes on when they have ended.
        host: the process that it is a thread of; itself, if it is none.
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
        """Whether no fault has met it; one that is suspended beyond its time limit has not noticed yet."""
        return not self.faulted and (self.fiber.dead or self.schedule.clock.now <= self.deadline)

    def effect[T](self, effect: Effect, detail: str, act: Callable[[], T]) -> T:
        """Do something that the outside sees, or meet a fault there."""
        self.pause()
        fault = self.schedule.faults.at(effect)
        self.note(f"{effect} {detail}" + (f"   ** {fault} **" if fault else ""))
        self.schedule.happened(f"{effect}: {fault or 'done'}")
        self.faulted = self.faulted or (fault is not None and fault is not Fault.ASKED_AGAIN)
        answer = self._meet(fault, act)
        self.pause()
        return answer

    def note(self, what: str) -> None:
        """Add a line to the trace."""
        self.schedule.note(self.name, what)

    def end(self) -> None:
        """Be dead, with all threads."""
        for each in (self.host, *self.host.threads):
            if not each.fiber.dead:
                each.dead = each.faulted = True

    def fork[Given, Answer](self, work: Callable[[Given], Answer], every: Sequence[Given]) -> list[Answer]:
        """Do the same with several in a thread each, and wait for all of them."""
        answers = dict[int, Answer]()

        def thread(place: int, given: Given) -> Process:
            def act(_: Process) -> None:
                answers[place] = work(given)

            made = self.schedule.add(f"{self.name}.{place + 1}", self.deadline, act)
            made.host = self
            return made

        self.threads = [thread(place, given) for place, given in enumerate(every)]
        self.schedule.hub.switch()
        if self.dead:
            raise Died
        self.faulted = self.faulted or any(each.faulted for each in self.threads)
        return [answers[place] for place in range(len(every))]

    def pause(self) -> None:
        """Let others go on, if the schedule says so; time may pass, even beyond the time limit."""
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
        if fault is Fault.ASKED_AGAIN:
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
        """Be dead from here on."""
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
