"""Contract of every lane's queues."""

from tests.support.backends import Backend

from storehook.queues.dead_letters import LetterFilter, LetterScan
from storehook.queues.message import Message, decode
from storehook.queues.ports import DeadLetter
from storehook.queues.redrive import redrive

MESSAGE = Message("contractstore", "64d346b7", b'{"hostile":"\x00\x1f"}', 1_786_447_831, 1_786_447_831.5)
ENVELOPE = {"action": "sync_order", "store": "contractstore", "error_type": "KeyError", "fingerprint": "0123456789ab"}


def test_a_sent_message_is_received_as_it_was(backend: Backend) -> None:
    backend.lanes.send([("default", MESSAGE)])

    text, _ = backend.queue.receive() or ("", "")
    assert decode(text) == MESSAGE


def test_a_received_message_is_hidden(backend: Backend) -> None:
    backend.lanes.send([("default", MESSAGE)])
    backend.queue.receive()

    assert backend.queue.receive() is None


def test_a_message_postponed_by_nothing_is_visible_at_once(backend: Backend) -> None:
    backend.lanes.send([("default", MESSAGE)])
    _, receipt = backend.queue.receive() or ("", "")

    backend.lanes.postpone(receipt, 0)

    assert backend.queue.receive() is not None


def test_a_message_postponed_by_a_minute_stays_hidden(backend: Backend) -> None:
    backend.lanes.send([("default", MESSAGE)])
    _, receipt = backend.queue.receive() or ("", "")

    backend.lanes.postpone(receipt, 60)

    assert backend.queue.receive() is None


def test_a_dead_letter_carries_its_envelope(backend: Backend) -> None:
    backend.lanes.dead_letter(MESSAGE.redriven(), ENVELOPE)

    (letter,) = backend.letters.receive_some()

    assert (decode(letter.text), letter.attributes) == (MESSAGE.redriven(), ENVELOPE)


def test_a_redrive_brings_every_dead_letter_back_to_the_queue(backend: Backend) -> None:
    for _ in range(3):
        backend.lanes.dead_letter(MESSAGE.redriven(), ENVELOPE)

    assert redrive(backend.letters) == 3

    texts = [(backend.queue.receive() or ("", ""))[0] for _ in range(3)]
    assert [decode(text) for text in texts] == [MESSAGE.redriven()] * 3
    assert [*backend.letters.receive_some()] == []


def test_a_redrive_stops_at_its_limit(backend: Backend) -> None:
    for _ in range(3):
        backend.lanes.dead_letter(MESSAGE.redriven(), ENVELOPE)

    assert redrive(backend.letters, limit=2) == 2
    assert len(backend.letters.receive_some()) == 1


def test_a_redrive_by_action_moves_no_other_and_leaves_the_rest_to_be_seen(backend: Backend) -> None:
    for number in range(25):
        envelope = ENVELOPE | {"action": ["audit", "bill"][number % 2]}
        backend.lanes.dead_letter(MESSAGE.redriven(), envelope)

    assert redrive(backend.letters, letter_filter=LetterFilter(action="bill")) == 12

    with LetterScan(backend.letters, 25) as scan:
        left = [letter for found in scan for letter in found]
    assert [letter.attributes["action"] for letter in left] == ["audit"] * 13
    assert len({letter.id for letter in left}) == 13
    assert len(backend.letters.receive_some()) > 0


def test_a_dead_letter_that_is_gone_is_released_in_vain(backend: Backend) -> None:
    backend.lanes.dead_letter(MESSAGE.redriven(), ENVELOPE)
    (letter,) = backend.letters.receive_some()
    backend.letters.delete(letter)

    backend.letters.release([letter])

    assert [*backend.letters.receive_some()] == []


def test_several_dead_letters_are_received_at_once_and_hidden(backend: Backend) -> None:
    for _ in range(3):
        backend.lanes.dead_letter(MESSAGE.redriven(), ENVELOPE)

    found = some(backend, 3)

    assert [decode(letter.text) for letter in found] == [MESSAGE.redriven()] * 3
    assert backend.letters.receive_some() == []


def test_released_dead_letters_are_there_for_others_again(backend: Backend) -> None:
    for _ in range(12):
        backend.lanes.dead_letter(MESSAGE.redriven(), ENVELOPE)

    backend.letters.release(some(backend, 12))

    assert len(some(backend, 12)) == 12


def test_releasing_nothing_does_nothing(backend: Backend) -> None:
    backend.letters.release([])

    assert backend.letters.receive_some() == []


def some(backend: Backend, count: int) -> list[DeadLetter]:
    """So many dead letters, received a few at a time."""
    found: list[DeadLetter] = []
    while len(found) < count and (more := backend.letters.receive_some()):
        found += more
    return found
