"""Steps and sleeps of the runs in some histories, and checks of their results."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tests.simulation.faults import Effect
from tests.simulation.schedule import Schedule
from tests.simulation.violations import Promise, Violation

from storehook.actions.context import Context
from storehook.errors import StepNameTaken, StepUnsure
from storehook.runs.run import EARLY

SLEEPS = (0.0, 0.0, 2.0, 30.0, 600.0, 1000.0, 86_400.0)
"""Seconds. A history sleeps before its run's first call, so that its script counts attempts as without a sleep."""


@dataclass(slots=True)
class Stepping:
    """The steps of every run in a history. One history in four has some.

    Their draws don't come from the history's own randomness, so the other histories are as without them.

    Args:
        report: takes violations.
        slept: the runs that have a sleep.
        executed: the result of each execution of a step with `once`, by its key.
    """

    schedule: Schedule
    report: Callable[[Violation], None]
    slept: set[str] = field(default_factory=set[str])
    executed: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    _results: dict[str, int] = field(default_factory=dict[str, int])
    _ends_at: dict[str, float] = field(default_factory=dict[str, float])

    def make(self, context: Context) -> None:
        """Execute a step, then sleep, then execute another step."""
        if self.schedule.seed % 4 != 3:
            return
        seconds = Random(f"{self.schedule.seed} {context.run_key}").choice(SLEEPS)  # noqa: S311 - repeatable
        if self.schedule.seed % 8 == 3:
            self._once(context, "charge")
        self._step(context, "before")
        if seconds:
            self._sleep(context, seconds)
            self._step(context, "after")
        try:
            context.step("before", lambda: 0)
        except StepNameTaken:
            return
        self.report(Violation(Promise.STEP_ONCE, f"{context.run_key} uses the name of a step twice"))

    def truth(self, run_key: str, step: str) -> str | None:
        """Return the result of a step with `once` as JSON. None if it has not happened."""
        results = self.executed.get(f"{run_key}/{step}")
        return str(results[-1]) if results else None

    def parts(self, run_key: str) -> int:
        """Return how often a run may have had all its attempts."""
        return 1 + (run_key in self.slept) + self.schedule.counts[f"asked {run_key}"]

    def _once(self, context: Context, name: str) -> None:
        key, process = context.step_key(name), self.schedule.current

        def charge() -> int:
            return process.effect(Effect.ACTION, f"charges {key}", charged)

        def charged() -> int:
            self.schedule.happened("a step with once is executed")
            results = self.executed.setdefault(key, [])
            results.append(self.schedule.counts["a step with once is executed"])
            if len(results) > 1:
                self.report(Violation(Promise.ONCE, f"{key} was executed {len(results)} times"))
            return results[-1]

        try:
            self._compare(key, context.step(name, charge, once=True))
        except StepUnsure:
            self.schedule.happened(f"asked {context.run_key}")
            self.schedule.happened("a run asks")
            raise

    def _step(self, context: Context, name: str) -> None:
        key = context.step_key(name)
        self._compare(key, context.step(name, self._effect, key))

    def _compare(self, key: str, result: int) -> None:
        if self._results.setdefault(key, result) != result:
            self.report(Violation(Promise.STEP_ONCE, f"{key} is {result}, and was {self._results[key]}"))

    def _effect(self, key: str) -> int:
        process = self.schedule.current
        process.note(f"executes the step {key}")
        self.schedule.happened("a step is executed")
        if key in self._results and process.sound:
            # Another attempt got a result, so it is stored. Only a worker whose lease has ended doesn't know that.
            self.report(Violation(Promise.STEP_ONCE, f"{key} is executed again, although it has a result"))
        return self.schedule.counts["a step is executed"]

    def _sleep(self, context: Context, seconds: float) -> None:
        self.slept.add(context.run_key)
        earliest = self._ends_at.setdefault(context.run_key, self.schedule.clock.now + seconds)
        context.sleep("sleep", seconds)
        self.schedule.happened("a sleep is over")
        if self.schedule.clock.now < earliest - EARLY:
            left = earliest - self.schedule.clock.now
            self.report(Violation(Promise.SLEEPS_THROUGH, f"{context.run_key} goes on {left:.1f} s before its end"))
