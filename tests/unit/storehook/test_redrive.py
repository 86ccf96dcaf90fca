"""Dead letters go back to their lane, each of them once, and none is lost on the way."""

import pytest
from tests.unit.storehook.conftest import Clock

from storehook.memory import MemoryDeadLetters, MemoryQueue
from storehook.ports import DeadLetter
from storehook.redrive import redrive


class Letters(MemoryDeadLetters):
    """Some dead letters, and a lane to send them back to."""

    def __init__(self, clock: Clock, *texts: str) -> None:
        super().__init__(letters=MemoryQueue(clock), queue=MemoryQueue(clock))
        for text in texts:
            self.letters.put(text, {"store": "abc"})

    def there(self) -> tuple[list[str], list[str]]:
        """What is in the dead-letter queue, and what in the lane's queue."""
        dead = [message.text for message in self.letters.messages]
        return dead, [message.text for message in self.queue.messages]


class FailingAtOnce(Letters):
    """What is sent back fails again before the next letter is received."""

    def send_back(self, letter: DeadLetter) -> None:
        super().send_back(letter)
        self.letters.put(f"{letter.text} again")


class Interrupted(Letters):
    """The process dies between sending a letter back and deleting it."""

    def delete(self, letter: DeadLetter) -> None:
        raise KeyboardInterrupt(letter.text)


class LaneAway(Letters):
    """The lane's queue takes nothing."""

    def send_back(self, letter: DeadLetter) -> None:
        raise ConnectionError(letter.text)


def test_every_dead_letter_goes_back_as_it_was(clock: Clock) -> None:
    letters = Letters(clock, "a", "b", "c")

    assert redrive(letters) == 3
    assert letters.there() == ([], ["a", "b", "c"])


@pytest.mark.parametrize(("limit", "moved"), [(0, 0), (1, 1), (3, 3), (9, 3)])
def test_no_more_than_the_limit_go_back(clock: Clock, limit: int, moved: int) -> None:
    letters = Letters(clock, "a", "b", "c")

    assert redrive(letters, limit) == moved
    assert [len(queue) for queue in letters.there()] == [3 - moved, moved]


def test_letters_that_fail_again_at_once_do_not_keep_it_going(clock: Clock) -> None:
    letters = FailingAtOnce(clock, "a", "b")

    assert redrive(letters) == 2
    assert letters.there() == (["a again", "b again"], ["a", "b"])


def test_without_dead_letters_nothing_moves(clock: Clock) -> None:
    assert redrive(Letters(clock)) == 0


def test_who_dies_in_between_leaves_the_letter_in_both_places(clock: Clock) -> None:
    letters = Interrupted(clock, "a", "b")

    with pytest.raises(KeyboardInterrupt):
        redrive(letters)

    assert letters.there() == (["a", "b"], ["a"])


def test_a_letter_that_cannot_be_sent_stays(clock: Clock) -> None:
    letters = LaneAway(clock, "a")

    with pytest.raises(ConnectionError):
        redrive(letters)

    assert letters.there() == (["a"], [])
