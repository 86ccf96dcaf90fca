"""Faults: what can go wrong at an effect, and how often it does in one history."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Literal


class AwsError(Exception):
    """AWS refused a call, or its answer was lost."""


class Effect(StrEnum):
    """A call to the outside. Before and after each, any other process may continue."""

    ENQUEUE = "enqueue"
    ANSWER = "answer"
    SAVE = "save"
    ACTION = "action"
    CLAIM = "claim"
    SPLIT = "split"
    WAKE = "wake"
    MOVE_CHECK = "move check"
    RELEASE = "release"
    NOTE = "note a holder"
    LOCK = "lock"
    DEAD_LETTER = "dead letter"
    POSTPONE = "postpone"
    ACKNOWLEDGE = "acknowledge"
    RECEIVE_LETTERS = "receive letters"
    RELEASE_LETTERS = "release letters"
    SEND_BACK = "send back"
    DELETE_LETTER = "delete letter"


class Fault(StrEnum):
    """A fault at an effect."""

    REFUSED = "refused: nothing happened"
    DIES_BEFORE = "DIES BEFORE"
    DIES_AFTER = "DIES AFTER"
    ANSWER_LOST = "done, but the answer is lost"
    REPEATED = "done, the answer is lost, repeated"


_DEATHS = (Fault.DIES_BEFORE, Fault.DIES_AFTER)

POSSIBLE: dict[Effect, tuple[Fault, ...]] = {
    **dict.fromkeys(Effect, tuple(Fault)),
    Effect.ANSWER: _DEATHS,
    Effect.ACTION: _DEATHS,
    Effect.ACKNOWLEDGE: (Fault.REFUSED, *_DEATHS),
}
"""The possible faults of each effect. An action isn't a call to AWS. Lambda answers and acknowledges for us, so our
code never sees those answers."""

WEIGHTS: dict[Effect, float] = {
    **dict.fromkeys((Effect.ACTION, Effect.CLAIM, Effect.NOTE, Effect.LOCK, Effect.DEAD_LETTER), 4),
    **dict.fromkeys((Effect.MOVE_CHECK, Effect.RELEASE), 5),
    **dict.fromkeys((Effect.SPLIT, Effect.WAKE, Effect.POSTPONE, Effect.ACKNOWLEDGE), 2),
    Effect.RECEIVE_LETTERS: 2,
    **dict.fromkeys((Effect.RELEASE_LETTERS, Effect.SEND_BACK, Effect.DELETE_LETTER), 5),
}
"""Weights of the effects that few histories have, or that few kinds of faults can meet. The others have 1.

A fault at one effect of a redrive spares the effects after it, so the first ones weigh less.
"""

StaleReceipt = Literal["acts", "does nothing", "is refused"]
"""The effect of an outdated receipt. SQS promises nothing about it."""


@dataclass(slots=True)
class Faults:
    """The faults of one history.

    Each history has only some kinds, at its own rate. If every history had all kinds, it would hardly ever meet a
    bug that needs one rare fault and then a long quiet time.

    Args:
        kinds: the kinds of this history.
        rate: the probability of a fault at an effect.
        echo: the probability that a queue stores a message twice.
        zombies: the probability that a process continues after its time limit.
        lag: the probability that the index does not show a write to a reader.
        on: faults happen at the moment.
    """

    random: Random
    kinds: list[Fault]
    rate: float
    echo: float
    zombies: float
    lag: float
    on: bool = True

    @classmethod
    def of(cls, random: Random) -> "Faults":
        """Draw the faults of a history."""
        kinds = random.sample(list(Fault), random.randint(1, len(Fault)))
        rate = random.choice([0.0, 0.05, 0.15, 0.3])
        echo, zombies = random.choice([0.0, 0.0, 0.1, 0.3]), random.choice([0.3, 1.0])
        return cls(random, kinds, rate, echo, zombies, lag=random.choice([0.0, 0.3, 0.6, 0.95]))

    def at(self, effect: Effect) -> Fault | None:
        """Draw the fault of an effect; None for most effects."""
        if not self.on or self.random.random() >= self.rate * WEIGHTS.get(effect, 1):
            return None
        kind = self.random.choice(self.kinds)
        return kind if kind in POSSIBLE[effect] else None

    def echoes(self) -> bool:
        """Draw if the queue stores this message twice."""
        return self.on and self.random.random() < self.echo

    def lags(self) -> bool:
        """Draw if the index does not show a write yet."""
        return self.on and self.random.random() < self.lag

    def killed(self) -> bool:
        """Draw if a process over its time limit is killed now."""
        return self.on and self.random.random() >= self.zombies

    def stale(self) -> StaleReceipt:
        """Draw the effect of an outdated receipt."""
        return self.random.choice(["acts", "acts", "does nothing", "is refused"]) if self.on else "does nothing"
