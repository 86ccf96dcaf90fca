"""Dead letters, read without removing them: envelopes, filters, groups by cause, and scans.

A queue cannot be searched, and it hides what is received. A scan therefore receives each letter once, keeps the letters
that stay, and makes them visible again when it ends. If its process is killed, they become visible by themselves after
`hidden_for` seconds.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import NamedTuple, Self

from storehook.errors import ContentUnreadable
from storehook.queues import task
from storehook.queues.message import Message, decode_any
from storehook.queues.ports import DeadLetter, DeadLetters
from storehook.queues.run_key import RunKey
from storehook.webhooks import event

NONE = "-"
"""Stands in for what a letter does not say."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Envelope of a dead letter, with the class and the fingerprint of its last error."""

    store: str = NONE
    action: str = NONE
    scope: str = NONE
    error_type: str = NONE
    fingerprint: str = NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFilter:
    """Filter for dead letters. A part that is None matches any letter."""

    store: str | None = None
    action: str | None = None
    scope: str | None = None
    fingerprint: str | None = None

    def holds(self, letter: DeadLetter) -> bool:
        """Return whether the filter matches a letter."""
        letter_envelope = envelope(letter)
        return all(getattr(self, name) in (None, getattr(letter_envelope, name)) for name in LetterFilter.__slots__)


EVERY = LetterFilter()


def envelope(letter: DeadLetter) -> Envelope:
    """Return the envelope of a letter, completed from its content.

    If a message was received too often, SQS itself moves it here, without an envelope.
    """
    inside = _inside(letter)
    return Envelope(**{name: letter.attributes.get(name) or getattr(inside, name) for name in Envelope.__slots__})


@dataclass(frozen=True, slots=True)
class LetterGroup:
    """Dead letters of one cause.

    Args:
        stores: number of stores.
        oldest_at: time of the oldest letter, in unix seconds.
        example: message ID of the oldest letter.
        run: run of the newest letter. None if the letter cannot be read.
    """

    action: str
    error_type: str
    fingerprint: str
    count: int
    stores: int
    oldest_at: float
    example: str
    run: RunKey | None = None


def by_cause(letters: Iterable[DeadLetter]) -> list[LetterGroup]:
    """Group dead letters by cause, most frequent first."""
    causes: dict[tuple[str, str, str], list[_GroupMember]] = {}
    for letter in letters:
        about, message = envelope(letter), message_of(letter)
        member = _GroupMember(letter.sent_at, letter.id, about.store, message and run_of(message))
        causes.setdefault((about.action, about.error_type, about.fingerprint), []).append(member)
    groups = [_group(cause, sorted(members, key=lambda member: member[:2])) for cause, members in causes.items()]
    return sorted(groups, key=lambda group: (-group.count, group.action, group.fingerprint))


class _GroupMember(NamedTuple):
    sent_at: float
    id: str
    store: str
    run: RunKey | None


def _group(cause: tuple[str, str, str], members: Sequence[_GroupMember]) -> LetterGroup:
    stores = {member.store for member in members}
    oldest, newest = members[0], members[-1]
    return LetterGroup(*cause, len(members), len(stores), oldest.sent_at, oldest.id, newest.run)


def message_of(letter: DeadLetter) -> Message | None:
    """Return the message in a letter. None if it is something else, or cannot be read."""
    try:
        message = decode_any(letter.text)
    except ContentUnreadable:
        return None
    return message if isinstance(message, Message) else None


def run_of(message: Message) -> RunKey:
    """Return the run of a message. Without an event ID, the delivery stands for the event."""
    event_id = message.event_id or message.delivery_id
    return RunKey(message.store_hash, event_id, message.action or "", message.generation)


def hidden_for(count: int) -> float:
    """Return the seconds for which a scan of that many letters hides them, in case its process dies."""
    return min(max(60.0, count / 20), 600.0)


@dataclass(slots=True)
class LetterScan:
    """Scan of the dead letters of a lane, each once. As a context manager, it makes them visible again at its end.

    Args:
        most: number of letters to read. Letters that arrive meanwhile don't prolong the scan.
        is_new: whether a letter arrived meanwhile, and is passed over.
    """

    letters: DeadLetters
    most: int
    is_new: Callable[[DeadLetter], bool] = lambda _letter: False
    _seen: set[str] = field(default_factory=set[str])
    _held: dict[str, DeadLetter] = field(default_factory=dict[str, DeadLetter])

    def __enter__(self) -> Self:
        """Start the scan."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Make the letters that stay visible again."""
        self.letters.release(list(self._held.values()))

    def __iter__(self) -> Iterator[list[DeadLetter]]:
        """Yield the letters in small batches."""
        passed_over, seconds = 0, hidden_for(self.most)
        # A letter that became visible during a long scan is not read again, and not waited for.
        while len(self._seen) < self.most and passed_over < 2 * self.most and (page := self._receive(seconds)):
            unseen = [letter for letter in page if letter.id not in self._seen and not self.is_new(letter)]
            passed_over += len(page) - len(unseen)
            self._seen |= {letter.id for letter in unseen}
            if unseen:
                yield unseen

    @property
    def looked_at(self) -> int:
        """Number of letters read."""
        return len(self._seen)

    def take(self, letters: Iterable[DeadLetter]) -> None:
        """Leave out letters that were deleted."""
        for letter in letters:
            self._held.pop(letter.id, None)

    def _receive(self, seconds: float) -> Sequence[DeadLetter]:
        page = self.letters.receive_some(seconds=seconds)
        self._held |= {letter.id: letter for letter in page}
        return page


def read_all(letters: DeadLetters) -> Generator[DeadLetter]:
    """Yield all dead letters, each once.

    Close the generator to stop early: hidden letters then become visible again.
    """
    with LetterScan(letters, letters.count()) as scan:
        for page in scan:
            yield from page


def delete_all(letters: DeadLetters, letter_filter: LetterFilter) -> int:
    """Delete the matching dead letters, and return their number."""
    deleted = 0
    with LetterScan(letters, letters.count()) as scan:
        for page in scan:
            matching = [letter for letter in page if letter_filter.holds(letter)]
            for letter in matching:
                letters.delete(letter)
            scan.take(matching)
            deleted += len(matching)
    return deleted


def _inside(letter: DeadLetter) -> Envelope:
    try:
        message = decode_any(letter.text)
    except ContentUnreadable:
        return Envelope(store=_store_of_task(letter.text))
    scope = _scope(message) if isinstance(message, Message) else NONE
    return Envelope(store=message.store_hash, action=message.action or NONE, scope=scope)


def _store_of_task(text: str) -> str:
    try:
        return task.decode(text).store_hash or NONE
    except ContentUnreadable:
        return NONE


def _scope(message: Message) -> str:
    try:
        return event.read(message.payload).scope
    except ContentUnreadable:
        return NONE
