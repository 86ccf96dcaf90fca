"""What an operator asks about runs, and does with them."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from storehook.history.key_ranges import DAY, index_for
from storehook.history.reading import RunHistory, RunPage
from storehook.history.rows import Filter, RunRow, can_be_stored, row_of
from storehook.operations.answers import (
    ActionRunsAnswer,
    CancelledAnswer,
    PreviewAnswer,
    RetriedAnswer,
    RowAnswer,
    RunAnswer,
    RunsAnswer,
)
from storehook.operations.errors import NoSuchRun
from storehook.operations.logs import Logs
from storehook.operations.run_operations import RunOperations
from storehook.operations.transitions import to_retry
from storehook.operations.views import attempt_answers, caller_of, key_answer, payload_answer, row_answer
from storehook.queues.run_key import RunKey
from storehook.runs.ports import RunRepository
from storehook.runs.run import Run

SAMPLE = 10
"""Runs that a preview shows."""

RELATED = 20
"""Runs of each kind that are listed beside one."""

MAX_RETRIED = 100
"""Runs that one request retries."""

PAGE = 1_000
"""Runs that a search asks for at once, at most."""

LOOK = 10_000
"""Runs that a list looks at, give or take a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunsService:
    """Answers about runs, and acts on them.

    Args:
        repository: the table of runs.
        history: questions about it.
        run_operations: acts on runs.
        logs: where their log lines are.
    """

    repository: RunRepository
    history: RunHistory
    run_operations: RunOperations
    logs: Logs

    def page(self, asked: Filter, cursor: str | None) -> RunsAnswer:
        """A page of runs.

        Raises:
            QueryInvalid: the cursor or the range of time is not right.
        """
        return _page(self.history.page(asked, cursor))

    def newest(self, asked: Filter, limit: int) -> RunsAnswer:
        """The newest runs that match. Out of all of a time, it looks at some thousands, and says how far it looked.

        Args:
            asked: which runs.
            limit: how many at most.

        Raises:
            QueryTooBroad: the range of time is too long.
        """
        # What is open, or about one resource, is not bounded by time: nothing else would lead to older ones.
        most = LOOK if index_for(asked) in ("by-time", "by-store") else math.inf
        answer = _page(self.history.page(asked, limit=min(limit, PAGE)))
        while answer["next"] and len(answer["runs"]) < limit and answer["looked_at"] < most:
            left = min(limit - len(answer["runs"]), PAGE)
            older = _page(self.history.page(asked, answer["next"], limit=left))
            older["runs"] = answer["runs"] + older["runs"]
            older["looked_at"] += answer["looked_at"]
            answer = older
        return answer

    def search(self, asked: Filter, limit: int) -> Iterator[RowAnswer]:
        """All runs, newest first, however many must be looked at. The next page is read when it is wanted.

        Args:
            asked: which runs.
            limit: how many at most.

        Raises:
            QueryTooBroad: the range of time is too long.
        """
        cursor: str | None = None
        while limit > 0:
            found = self.history.page(asked, cursor, limit=min(limit, PAGE))
            yield from map(row_answer, found.rows)
            limit -= len(found.rows)
            if (cursor := found.next) is None:
                return

    def by_action(self) -> Mapping[str, ActionRunsAnswer]:
        """What the last day's runs tell of each action; of one that has not run, there is nothing to tell."""
        since = self.history.clock() - DAY
        latest = self.history.all(Filter(since=since), brief=True)
        failures = self.history.all(Filter(state="failed", since=since))
        failed = Counter(row.key.action for row in failures.rows)
        capped = bool(latest.next or failures.next)
        return {
            # The newest come first, and the last to be put in stays.
            row.key.action: {
                "last_at": row.created_at,
                "last_state": row.state,
                "failed": failed[row.key.action],
                "capped": capped,
            }
            for row in reversed([*latest.rows, *failures.rows])
        }

    def stored(self, key: RunKey) -> Run:
        """A run as it is stored now.

        Raises:
            NoSuchRun: there is none of that name.
        """
        run = self.repository.get(key) if can_be_stored(key) else None
        if run is None:
            raise NoSuchRun(key)
        return run

    def run(self, key: RunKey) -> RunAnswer:
        """All about a run.

        Raises:
            NoSuchRun: there is none of that name.
        """
        run = self.stored(key)
        payload, is_text = payload_answer(run.message.payload)
        caller, related = caller_of(run), self._related(run)
        return {
            **row_answer(row_of(run)),
            "payload": payload,
            "payload_is_text": is_text,
            "delivery_id": run.message.delivery_id,
            "redrives": run.message.redrives,
            "attempts": attempt_answers(run.attempts),
            "dead_lettered": run.dead_lettered,
            "triggered_by": key_answer(caller) if caller else None,
            "enqueued": _answers(related["enqueued"]),
            "same_event": _answers(related["event"]),
            "same_resource": _answers(related["resource"]),
            "logs": self.logs.of_run(run),
        }

    def retry(self, keys: Sequence[RunKey], *, again: bool) -> RetriedAnswer:
        """Retry runs by their names."""
        return self._retried(keys, again=again, cursor=None)

    def preview(self, asked: Filter, *, again: bool) -> PreviewAnswer:
        """What a retry of all runs that match would do.

        Raises:
            QueryInvalid: the range of time is not right.
        """
        found = self.history.all(to_retry(asked, again=again))
        return {"count": len(found.rows), "capped": found.next is not None, "sample": _answers(found.rows[:SAMPLE])}

    def retry_matching(self, asked: Filter, cursor: str | None, *, most: int, again: bool) -> RetriedAnswer:
        """Retry the next of the runs that match, newest first. None of them comes twice, even if it fails again.

        Args:
            asked: which runs.
            cursor: the `next` of the answer before; None to begin.
            most: how many at most.
            again: whether to run those again, too, that have ended well.

        Raises:
            QueryInvalid: the cursor or the range of time is not right.
        """
        found = self.history.page(to_retry(asked, again=again), cursor, limit=most)
        return self._retried([row.key for row in found.rows], again=again, cursor=found.next)

    def cancel(self, keys: Sequence[RunKey]) -> CancelledAnswer:
        """Cancel runs that wait."""
        done = self.run_operations.cancel(keys)
        return {"cancelled": done, "skipped": len(set(keys)) - done}

    def _retried(self, keys: Sequence[RunKey], *, again: bool, cursor: str | None) -> RetriedAnswer:
        done = self.run_operations.retry(keys, again=again)
        return {"retried": done, "skipped": len(set(keys)) - done, "next": cursor}

    def _related(self, run: Run) -> Mapping[str, Sequence[RunRow]]:
        indexes = self.history.indexes
        return {
            "event": [row for row in indexes.of_event(run.key.store_hash, run.key.event_id) if row.key != run.key],
            "enqueued": [row_of(found) for key in run.enqueued if (found := self.repository.get(key))],
            "resource": self._same_resource(run),
        }

    def _same_resource(self, run: Run) -> list[RunRow]:
        if run.resource is None:
            return []
        asked = Filter(store=run.key.store_hash, resource=run.resource)
        return [row for row in self.history.page(asked, limit=RELATED + 1).rows if row.key != run.key][:RELATED]


def _page(found: RunPage) -> RunsAnswer:
    return {
        "runs": _answers(found.rows),
        "next": found.next,
        "searched_until": found.searched_until,
        "looked_at": found.looked_at,
    }


def _answers(rows: Sequence[RunRow]) -> list[RowAnswer]:
    return [row_answer(row) for row in rows]
