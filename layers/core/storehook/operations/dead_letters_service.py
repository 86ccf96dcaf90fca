"""Questions about a lane's dead letters, and the operations on them."""

import time
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import Any

from storehook.errors import ContentUnreadable
from storehook.history.rows import can_be_stored
from storehook.operations.errors import NoSuchDeadLetter, RedriveStopped
from storehook.operations.run_answers import payload_answer
from storehook.queues.dead_letters import EVERY, LetterFilter, LetterGroup, by_cause, envelope, read_all
from storehook.queues.message import Kind, decode
from storehook.queues.ports import DeadLetter, DeadLetters, LetterMove, ParallelMap
from storehook.queues.redrive import ProgressCallback, redrive
from storehook.runs.failure import one_line
from storehook.runs.ports import RunRepository

PAUSE = 1.0
"""Seconds between two checks of the queue's own move."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterAnswer:
    """A dead letter. The payload is base64 unless `payload_is_text`.

    If the letter cannot be decoded, the payload is its whole text, and the fields of a message are None.
    """

    id: str
    sent_at: float
    store_hash: str
    action: str
    scope: str
    error_type: str
    fingerprint: str
    kind: Kind | None = None
    delivery_id: str | None = None
    received_at: float | None = None
    redrives: int | None = None
    payload: str
    payload_is_text: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterGroupAnswer(LetterGroup):
    """Dead letters of one cause. `error` is the newest one's message in one line, and empty if its run is gone."""

    error: str


@dataclass(frozen=True, slots=True)
class RedriveAnswer:
    """Number of dead letters that were sent back, of those that another reader hid, and of those that are left.

    What is left does not match, arrived meanwhile, or has failed again.
    """

    moved: int
    hidden: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLettersService:
    """Finds and redrives a lane's dead letters. Reading them hides them from other readers for a moment.

    Args:
        runs: has the errors' messages. Dead letters don't, because messages can contain personal data.
    """

    lane: str
    runs: RunRepository
    letters: DeadLetters
    move: LetterMove
    parallel_map: ParallelMap = map

    def by_cause(self) -> list[LetterGroupAnswer]:
        """Group all dead letters by cause, most frequent first."""
        return list(self.parallel_map(self._group_answer, by_cause(read_all(self.letters))))

    def letter(self, letter_id: str) -> LetterAnswer:
        """Return a dead letter with all its details."""
        with closing(read_all(self.letters)) as letters:
            found = next((letter for letter in letters if letter.id == letter_id), None)
        if found is None:
            raise NoSuchDeadLetter(letter_id, self.lane)
        return _letter_answer(found)

    def count(self, wanted: LetterFilter, limit: int | None) -> int:
        """Return how many dead letters a redrive would send back: all that match, if there is no limit."""
        count = sum(wanted.holds(letter) for letter in read_all(self.letters))
        return count if limit is None else min(count, limit)

    def redrive(self, wanted: LetterFilter, limit: int | None, on_progress: ProgressCallback) -> RedriveAnswer:
        """Send dead letters back to their queue. If all are wanted, the queue moves them itself if it can."""
        began, hidden = time.time(), self.letters.hidden()
        moved = self._move_by_queue(on_progress) if wanted == EVERY and limit is None else None
        if moved is None:
            moved = redrive(
                self.letters, limit, wanted, began=began, parallel_map=self.parallel_map, on_progress=on_progress
            )
        return RedriveAnswer(moved, hidden, self.letters.count())

    def _group_answer(self, group: LetterGroup) -> LetterGroupAnswer:
        fields: dict[str, Any] = asdict(group) | {"run": group.run}
        return LetterGroupAnswer(**fields, error=one_line(self._error(group)))

    def _error(self, group: LetterGroup) -> str:
        if group.run is None or not can_be_stored(group.run):
            return ""
        run = self.runs.get(group.run)
        if run is None:
            return ""
        failures = (attempt.failure for attempt in reversed(run.attempts))
        # The run may have been retried since, and have failed otherwise.
        return next((failure.error for failure in failures if failure and failure.fingerprint == group.fingerprint), "")

    def _move_by_queue(self, on_progress: ProgressCallback) -> int | None:
        if not self.move.start():
            return None
        while not (state := self.move.progress()).ended:
            on_progress(None, state.count)
            time.sleep(PAUSE)
        if state.problem:
            raise RedriveStopped(state.count, state.problem)
        return state.count


def _letter_answer(letter: DeadLetter) -> LetterAnswer:
    about = asdict(envelope(letter))
    about["store_hash"] = about.pop("store")
    about |= {"id": letter.id, "sent_at": letter.sent_at}
    try:
        message = decode(letter.text)
    except ContentUnreadable:
        return LetterAnswer(**about, payload=letter.text, payload_is_text=True)
    payload, is_text = payload_answer(message.payload)
    return LetterAnswer(
        **about,
        kind=message.kind,
        delivery_id=message.delivery_id,
        received_at=message.received_at,
        redrives=message.redrives,
        payload=payload,
        payload_is_text=is_text,
    )
