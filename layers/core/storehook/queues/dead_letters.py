"""Dead letters, read without taking them: what each is about, which ones are asked for, and going through all of them.

A queue cannot be searched. It hides what is received, and so a scan receives each letter once, keeps those that stay
hidden while it goes on, and shows all of them again at its end, however it ends. Those of a process that is killed come
back by themselves, after `hidden_for` seconds.
"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from storehook.errors import Unreadable
from storehook.queues import task
from storehook.queues.message import Message, decode_any
from storehook.queues.ports import DeadLetter, DeadLetters
from storehook.webhooks import event

NONE = "-"
"""What stands for what a letter does not say."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a dead letter is about.

    Args:
        store: its store's hash.
        action: the action that failed.
        scope: its event's scope.
        error_type: the class of the last error.
        fingerprint: the last error's.
    """

    store: str = NONE
    action: str = NONE
    scope: str = NONE
    error_type: str = NONE
    fingerprint: str = NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFilter:
    """Which dead letters: those that are as each part says. None is any."""

    store: str | None = None
    action: str | None = None
    scope: str | None = None
    fingerprint: str | None = None

    @property
    def any(self) -> bool:
        """Whether all of them are asked for."""
        return self == LetterFilter()

    def holds(self, letter: DeadLetter) -> bool:
        """Whether a letter is one of them."""
        found = envelope(letter)
        return all(getattr(self, name) in (None, getattr(found, name)) for name in LetterFilter.__slots__)


def envelope(letter: DeadLetter) -> Envelope:
    """What a letter is about: what its envelope says, or else what is in it.

    SQS itself moves a message that was received too often, and writes no envelope.
    """
    inside = _inside(letter)
    return Envelope(**{name: letter.attributes.get(name) or getattr(inside, name) for name in Envelope.__slots__})


@dataclass(frozen=True, slots=True)
class LetterGroup:
    """Dead letters of one cause.

    Args:
        action: the action that failed.
        error_type: the class of its errors.
        fingerprint: theirs.
        count: how many letters there are.
        stores: of how many stores.
        oldest_at: when the oldest came, in unix seconds.
        example: the queue's name for that one.
    """

    action: str
    error_type: str
    fingerprint: str
    count: int
    stores: int
    oldest_at: float
    example: str


def by_cause(letters: Iterable[DeadLetter]) -> list[LetterGroup]:
    """Dead letters by cause, the most frequent first."""
    causes: dict[tuple[str, str, str], list[tuple[float, str, str]]] = {}
    for letter in letters:
        found = envelope(letter)
        cause = found.action, found.error_type, found.fingerprint
        causes.setdefault(cause, []).append((letter.sent_at, letter.id, found.store))
    groups = [
        LetterGroup(*cause, len(found), len({store for *_, store in found}), *min(found)[:2])
        for cause, found in causes.items()
    ]
    return sorted(groups, key=lambda group: (-group.count, group.action, group.fingerprint))


def hidden_for(count: int) -> float:
    """For how many seconds a letter is to be hidden in a scan over so many, in case that its process dies."""
    return min(max(60.0, count / 20), 600.0)


@dataclass(slots=True)
class LetterScan:
    """Goes through the dead letters of a lane, each once. As a context manager: at its end, it shows them again.

    Args:
        letters: the dead letters.
        most: how many to look at. What others put there meanwhile does not keep it going.
    """

    letters: DeadLetters
    most: int
    _seen: set[str] = field(default_factory=set[str])
    _held: dict[str, DeadLetter] = field(default_factory=dict[str, DeadLetter])

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Show what has not been taken."""
        self.letters.release(list(self._held.values()))

    def __iter__(self) -> Iterator[list[DeadLetter]]:
        """The letters, a few at a time."""
        received, seconds = 0, hidden_for(self.most)
        # One that came back, as this took longer than it stayed hidden, is not looked at again, nor waited for.
        while len(self._seen) < self.most and received < 2 * self.most and (found := self._receive(seconds)):
            received += len(found)
            fresh = [letter for letter in found if letter.id not in self._seen]
            self._seen |= {letter.id for letter in fresh}
            if fresh:
                yield fresh

    @property
    def looked_at(self) -> int:
        """How many it has come past."""
        return len(self._seen)

    def take(self, taken: Iterable[DeadLetter]) -> None:
        """These are not there any more."""
        for letter in taken:
            self._held.pop(letter.id, None)

    def _receive(self, seconds: float) -> Sequence[DeadLetter]:
        found = self.letters.receive_some(seconds=seconds)
        self._held |= {letter.id: letter for letter in found}
        return found


def read_all(letters: DeadLetters) -> Generator[DeadLetter]:
    """All dead letters, each once. Whoever stops early closes it: then those that it has hidden are shown again."""
    with LetterScan(letters, letters.count()) as scan:
        for found in scan:
            yield from found


def delete_all(letters: DeadLetters, wanted: LetterFilter) -> int:
    """Delete the dead letters that are asked for, and tell how many there were."""
    deleted = 0
    with LetterScan(letters, letters.count()) as scan:
        for found in scan:
            taken = [letter for letter in found if wanted.holds(letter)]
            for letter in taken:
                letters.delete(letter)
            scan.take(taken)
            deleted += len(taken)
    return deleted


def _inside(letter: DeadLetter) -> Envelope:
    try:
        message = decode_any(letter.text)
    except Unreadable:
        return Envelope(store=_store_of_task(letter.text))
    scope = _scope(message) if isinstance(message, Message) else NONE
    return Envelope(store=message.store_hash, action=message.action or NONE, scope=scope)


def _store_of_task(text: str) -> str:
    try:
        return task.decode(text).store_hash or NONE
    except Unreadable:
        return NONE


def _scope(message: Message) -> str:
    try:
        return event.read(message.payload).scope
    except Unreadable:
        return NONE
