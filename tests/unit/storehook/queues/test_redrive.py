"""Dead letters go back to their lane, each of them once, and none is lost on the way."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.support.clocks import Clock
from tests.support.deployment import deploy
from tests.support.memory import MemoryDeadLetters

from storehook.errors import Fail
from storehook.queues.dead_letters import LetterFilter, hidden_for
from storehook.queues.message import Message, decode, encode
from storehook.queues.ports import DeadLetter
from storehook.queues.redrive import redrive
from storehook.testing.memory import MemoryQueue


class Letters(MemoryDeadLetters):
    """Some dead letters, and a lane to send them back to."""

    def __init__(self, clock: Clock, *texts: str) -> None:
        super().__init__(letters=MemoryQueue(clock), queue=MemoryQueue(clock))
        for text in texts:
            self.letters.put(text, {"store": "abc"})

    def there(self) -> tuple[list[str], list[str]]:
        """Return the texts in the dead-letter queue and in the lane's queue."""
        dead = [message.text for message in self.letters.messages]
        return dead, [message.text for message in self.queue.messages]


class FailingAtOnce(Letters):
    """Letters that fail again before the next one is received."""

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


def test_no_more_is_looked_at_than_the_limit_needs(clock: Clock) -> None:
    letters = Letters(clock, *map(str, range(30)))
    looked_at: list[int | None] = []

    redrive(letters, 5, on_progress=lambda seen, _moved: looked_at.append(seen))

    assert looked_at == [10]


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


FOUR_CAUSES = ("KeyError f1", "KeyError f2", "ApiRefused f3", "Timeout f4")


def two_thousand(clock: Clock) -> Letters:
    """Dead letters of four causes, mixed."""
    letters = Letters(clock)
    for number in range(2_000):
        error_type, fingerprint = FOUR_CAUSES[number % 4].split()
        envelope = {"action": "sync_order", "store": "abc", "error_type": error_type, "fingerprint": fingerprint}
        letters.letters.put(f"{fingerprint} {number}", envelope)
    return letters


def causes(texts: list[str]) -> Counter[str]:
    return Counter(text.split()[0] for text in texts)


def test_of_two_thousand_letters_of_four_causes_exactly_one_cause_moves(clock: Clock) -> None:
    letters = two_thousand(clock)

    assert redrive(letters, letter_filter=LetterFilter(fingerprint="f2")) == 500

    dead, sent = map(causes, letters.there())
    assert (dead, sent) == ({"f1": 500, "f3": 500, "f4": 500}, {"f2": 500})
    assert len(letters.receive_some(2_000)) == 1_500


class FailingFirst(Letters):
    """Letters of runs that fail again at once, and come before all others then: SQS keeps no order.

    Args:
        seconds: time that the lane takes for it.
    """

    seconds: float = 1.0

    def send_back(self, letter: DeadLetter) -> None:
        super().send_back(letter)
        self.letters.clock.now += self.seconds  # type: ignore[attr-defined] - the test's clock
        message = decode(letter.text)
        self.letters.put(encode(message.redriven()), letter.attributes)
        self.letters.messages.insert(0, self.letters.messages.pop())


def failing_first(clock: Clock, kind: type[FailingFirst] = FailingFirst) -> FailingFirst:
    """Dead letters of two causes, mixed."""
    letters = kind(clock)
    for number in range(60):
        message = Message("abc", f"delivery{number}", b"{}", 0, 0.0, action="sync", redrives=number % 3)
        letters.letters.put(encode(message), {"store": "abc", "fingerprint": f"f{number % 2}"})
    return letters


def deliveries(texts: list[str]) -> list[str]:
    return sorted(decode(text).delivery_id for text in texts)


EVENS = sorted(f"delivery{number}" for number in range(0, 60, 2))


@pytest.mark.parametrize("skew", [0.0, 300.0, -300.0], ids=["clocks agree", "ours is ahead", "ours is behind"])
def test_of_letters_that_fail_again_at_once_each_is_sent_once_and_none_is_missed(clock: Clock, skew: float) -> None:
    letters = failing_first(clock)
    clock.now += 600

    done = redrive(letters, letter_filter=LetterFilter(fingerprint="f0"), began=clock.now + skew)

    dead, sent = map(deliveries, letters.there())
    assert (done, sent) == (30, EVENS)
    assert len(dead) == 60


def test_killed_half_way_and_run_again_each_letter_that_was_there_is_sent_once_by_each(clock: Clock) -> None:
    letters = failing_first(clock)
    clock.now += 600

    def killed_after_10(_looked_at: int | None, moved: int) -> None:
        if moved >= 10:
            raise Killed

    with pytest.raises(Killed):
        redrive(letters, letter_filter=LetterFilter(fingerprint="f0"), on_progress=killed_after_10, began=clock.now)
    first = deliveries(letters.there()[1])
    clock.now += 600
    redrive(letters, letter_filter=LetterFilter(fingerprint="f0"), began=clock.now)

    second = deliveries(letters.there()[1])
    assert len(first) == len({*first})
    assert Counter(second) - Counter(first) == Counter(EVENS)


def test_letters_of_other_runs_that_arrive_meanwhile_stay(clock: Clock) -> None:
    letters = Letters(clock, "a", "b")
    began = clock.now
    clock.now += 1
    letters.letters.put("later", {"store": "abc"})

    assert redrive(letters, began=began) == 2
    assert letters.there() == (["later"], ["a", "b"])


class Killed(Exception):
    """Stands for a process that ends at once."""


def test_killed_half_way_and_run_again_nothing_is_lost_and_nothing_else_moved(clock: Clock) -> None:
    letters = two_thousand(clock)

    def killed_after_250(_looked_at: int | None, moved: int) -> None:
        if moved >= 250:
            raise Killed

    with pytest.raises(Killed):
        redrive(letters, letter_filter=LetterFilter(fingerprint="f2"), on_progress=killed_after_250)
    redrive(letters, letter_filter=LetterFilter(fingerprint="f2"))

    dead, sent = map(causes, letters.there())
    assert (dead, sent) == ({"f1": 500, "f3": 500, "f4": 500}, {"f2": 500})


def test_a_letter_left_in_both_places_runs_once() -> None:
    """The other copy counts no redrive more than the run has seen."""
    deployment, script = deploy(Fail("no"), None)
    assert deployment.work().result == "failed"
    letters = MemoryDeadLetters(deployment.dead_letters["default"], deployment.queues["default"])
    letters.send_back(letters.receive_some()[0])  # and the process is killed before it deletes the letter
    deployment.clock.now += hidden_for(1)

    assert redrive(letters) == 1

    assert sorted(deployment.drain()) == ["completed", "duplicate"]
    assert (len(script.contexts), letters.count()) == (2, 0)


def test_several_are_moved_at_the_same_time(clock: Clock) -> None:
    letters = two_thousand(clock)

    with ThreadPoolExecutor(8) as pool:
        assert redrive(letters, 700, LetterFilter(fingerprint="f3"), parallel_map=pool.map) == 500

    assert causes(letters.there()[1]) == {"f3": 500}


def test_no_more_of_a_cause_than_the_limit_go_back(clock: Clock) -> None:
    letters = two_thousand(clock)

    assert redrive(letters, 3, LetterFilter(fingerprint="f4")) == 3
    assert causes(letters.there()[1]) == {"f4": 3}


def test_it_tells_how_far_it_has_come(clock: Clock) -> None:
    told: list[tuple[int, int]] = []

    redrive(Letters(clock, *map(str, range(12))), on_progress=lambda *seen: told.append(seen))

    assert told == [(10, 10), (12, 12)]
