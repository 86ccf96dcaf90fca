"""A clock that only moves when it is told to."""

from tests.support.signed_deliveries import SIGNED_AT

NOW = float(SIGNED_AT)


class Clock:
    """A clock that only moves when it is told to, in unix seconds."""

    def __init__(self, now: float = NOW) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        """Let seconds pass."""
        self.now += seconds


class Ticking(Clock):
    """A clock that moves on by a microsecond with each look, as a real one does."""

    def __call__(self) -> float:
        self.now += 1e-6
        return self.now
