"""Seeded bugs in steps and sleeps, for the simulation to find."""

from collections.abc import Mapping

import pytest

from storehook.actions.context import Context
from storehook.actions.steps import Steps
from storehook.runs.steps import Step
from storehook.testing.memory import MemoryStepTable


def step_put_plainly(patch: pytest.MonkeyPatch) -> None:
    """The second worker that stores a step's result replaces the first one's."""

    def finish(self: MemoryStepTable, run_key: str, step: Step) -> Step:
        self.rows.setdefault(run_key, {})[step.name] = step
        return step

    patch.setattr(MemoryStepTable, "finish", finish)


def steps_not_loaded(patch: pytest.MonkeyPatch) -> None:
    """An attempt doesn't read the steps that earlier ones have stored."""

    def of_run(_self: Steps) -> Mapping[str, Step]:
        return {}

    patch.setattr(Steps, "_load", of_run)


def sleep_that_returns_at_once(patch: pytest.MonkeyPatch) -> None:
    """A run that is woken before the end of its sleep goes on."""
    real = Context.sleep

    def sleep(self: Context, name: str, until: float) -> None:
        if name in self.steps().table.of_run(self.run_key):
            return
        real(self, name, until)

    patch.setattr(Context, "sleep", sleep)


def started_step_executed_again(patch: pytest.MonkeyPatch) -> None:
    """An attempt executes a step with `once` that an earlier one has started."""

    def put(self: MemoryStepTable, run_key: str, step: Step) -> Step:
        stored = self.rows.setdefault(run_key, {}).setdefault(step.name, step)
        return step if stored.is_started else stored

    patch.setattr(MemoryStepTable, "put", put)
