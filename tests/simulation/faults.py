"""What can go wrong at an effect, and how often it does in one history."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Literal


class AwsError(Exception):
    """AWS said no, or nothing at all."""


class Effect(StrEnum):
    """Where the code touches the outside. Before and after each, any other process may go on."""

    ENQUEUE = "enqueue"
    ANSWER = "answer"
    SAVE = "save"
    ACTION = "action"
    CLAIM = "claim"
    SPLIT = "split"
    WAKE = "wake"
    MOVE_CHECK = "move check"
    RELEASE = "release"
    NOTE = "note what holds"
    DEAD_LETTER = "dead letter"
    POSTPONE = "postpone"
    ACKNOWLEDGE = "acknowledge"
    RECEIVE_LETTERS = "receive letters"
    RELEASE_LETTERS = "release letters"
    SEND_BACK = "send back"
    DELETE_LETTER = "delete letter"


class Fault(StrEnum):
    """What can go wrong at an effect."""

    REFUSED = "refused: nothing happened"
    DIES_BEFORE = "DIES BEFORE"
    DIES_AFTER = "DIES AFTER"
    ANSWER_LOST = "done, but the answer is lost"
    ASKED_AGAIN = "done, the answer is lost, asked again"


_DEATHS = (Fault.DIES_BEFORE, Fault.DIES_AFTER)

POSSIBLE: dict[Effect, tuple[Fault, ...]] = {
    **dict.fromkeys(Effect, tuple(Fault)),
    Effect.ANSWER: _DEATHS,
    Effect.ACTION: _DEATHS,
    Effect.ACKNOWLEDGE: (Fault.REFUSED, *_DEATHS),
}
"""An action is not a call to AWS; the last two are made for us, so that we never see whether they are answered."""

_SELDOM = (
    Effect.MOVE_CHECK,
    Effect.RELEASE,
    Effect.NOTE,
    Effect.RECEIVE_LETTERS,
    Effect.RELEASE_LETTERS,
    Effect.SEND_BACK,
    Effect.DELETE_LETTER,
    Effect.DEAD_LETTER,
)
"""The effects that few histories have, and that meet the more faults for it."""

RetriedLetters = Literal["acts", "does nothing", "is refused"]
"""What an outdated receipt may do: SQS promises nothing about it."""


@dataclass(slots=True)
class Faults:
    """The faults of one history.

    Each history has only some kinds, at a rate of its own: a bug that needs one rare fault and then long quiet would
    hardly ever be met if every history had all of them.

    Args:
        random: the seed's.
        kinds: those that this history has.
        rate: how likely each effect meets one.
        echo: how likely a queue stores a message twice.
        zombies: how likely a process that is over its time limit goes on all the same.
        on: whether there are any at the moment.
    """

    random: Random
    kinds: list[Fault]
    rate: float
    echo: float
    zombies: float
    on: bool = True

    @classmethod
    def of(cls, random: Random) -> "Faults":
        """Draw the faults of a history."""
        kinds = random.sample(list(Fault), random.randint(1, len(Fault)))
        rate = random.choice([0.0, 0.05, 0.15, 0.3])
        return cls(random, kinds, rate, echo=random.choice([0.0, 0.0, 0.1, 0.3]), zombies=random.choice([0.3, 1.0]))

    def at(self, effect: Effect) -> Fault | None:
        """The fault that this effect meets now, if any."""
        if not self.on or self.random.random() >= self.rate * (3 if effect in _SELDOM else 1):
            return None
        kind = self.random.choice(self.kinds)
        return kind if kind in POSSIBLE[effect] else None

    def echoes(self) -> bool:
        """Whether the queue stores this message twice."""
        return self.on and self.random.random() < self.echo

    def killed(self) -> bool:
        """Whether a process over its time limit is killed now."""
        return self.on and self.random.random() >= self.zombies

    def stale(self) -> RetriedLetters:
        """What an outdated receipt does."""
        return self.random.choice(["acts", "acts", "does nothing", "is refused"]) if self.on else "does nothing"
