"""Retrying and cancelling runs, with their dead letters."""

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from storehook.history.rows import can_be_stored
from storehook.operations.stale_letters import StaleLetters, discard_stale
from storehook.queues.ports import DeadLetters, Lanes, ParallelMap
from storehook.queues.run_key import RunKey
from storehook.runs import interventions
from storehook.runs.ports import RunRepository
from storehook.runs.resource_locks import lock_of
from storehook.runs.run import FINISHED, IGNORED, Run, answer_to, asked_step
from storehook.runs.steps import Step, StepTable
from storehook.saves import Conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOperations:
    """Retries and cancels runs. `letters` has the dead letters of each lane."""

    repository: RunRepository
    step_table: StepTable
    lanes: Lanes
    letters: Mapping[str, DeadLetters]
    clock: Callable[[], float] = time.time
    token: Callable[[], str] = secrets.token_hex
    parallel_map: ParallelMap = map

    def retry(self, keys: Sequence[RunKey], *, again: bool = False) -> int:
        """Retry runs with the same payload and the code that is deployed now, and delete their dead letters.

        Return how many were queued. Runs that are missing, running, or ended well are left alone. With `again`, runs
        that ended well are retried too.
        """
        outcomes = self.parallel_map(partial(self._retry_one, again=again), _storable(keys))
        retried = [outcome for outcome in outcomes if isinstance(outcome, Run)]
        self._discard_letters(retried)
        return len(retried)

    def cancel(self, keys: Sequence[RunKey]) -> int:
        """Cancel runs that wait or are held, and return their number."""
        return sum(map(bool, self.parallel_map(self._cancel_one, _storable(keys))))

    def answer(self, run: Run, step: str, choice: str | None = None) -> bool:
        """Continue a run that is held because of a step, or that asks a person. Return whether it still did.

        Args:
            choice: answer to a question. None for a step.
        """
        answered = interventions.answer(run, step, owner=self.token(), now=self.clock(), choice=choice)
        if answered is None or isinstance(self.repository.save(answered), Conflict):
            return False
        self.lanes.send([(answered.lane, answered.key)])
        return True

    def forget(self, run: Run, step: Step) -> bool:
        """Forget a step, and a person's answer to it. Return whether neither has changed since it was read."""
        if answer_to(run, step.name) is not None:
            without = interventions.forget_answer(run, owner=self.token(), now=self.clock())
            if isinstance(self.repository.save(without), Conflict):
                return False
        return self.step_table.forget(run.run_key, step)

    def _retry_one(self, key: RunKey, *, again: bool) -> Run | None:
        run = self.repository.get(key)
        if run is None:
            return None
        if run.key.action == IGNORED:
            return self._route_again(run) if again else None
        latest = (run.state in FINISHED and self.repository.latest(key)) or run
        retried = interventions.retry(run, latest, again=again, owner=self.token(), now=self.clock())
        if retried is None or isinstance(self.repository.save(retried), Conflict):
            return None  # or it has gone on by itself meanwhile
        # The row comes first. If this process dies before the wake-up, the timer sends it.
        self.lanes.send([(retried.lane, retried.key)])
        return retried

    def _route_again(self, run: Run) -> Run:
        """Queue an event that no action wanted, for actions that want it by now."""
        self.lanes.send([(run.lane, replace(run.message, action=None, event_id=None))])
        return run

    def _discard_letters(self, retried: Sequence[Run]) -> None:
        for lane, letters in self.letters.items():
            stale = StaleLetters.of([run.message for run in retried if run.lane == lane])
            if stale.redrives:
                discard_stale(letters, stale, self.clock)

    def _cancel_one(self, key: RunKey) -> bool:
        run = self.repository.get(key)
        cancelled = interventions.cancel(run, owner=self.token(), now=self.clock()) if run else None
        if run is None or cancelled is None or isinstance(self.repository.save(cancelled), Conflict):
            return False
        if lock_of(cancelled):
            # It may hold its resource lock. The consumer passes that on when it finds that the run has ended.
            self.lanes.send([(cancelled.lane, cancelled.key)])
        self._forget_question(run)
        return True

    def _forget_question(self, run: Run) -> None:
        """Take the question of a run that has been cancelled from the list. The list leaves it out anyway."""
        if name := asked_step(run):
            question = self.step_table.of_run(run.run_key).get(name)
            if question and question.choices:
                self.step_table.forget(run.run_key, question)


def _storable(keys: Sequence[RunKey]) -> list[RunKey]:
    return [key for key in dict.fromkeys(keys) if can_be_stored(key)]
