"""A clock that stands still until it is told to move."""


class Clock:
    """Unix seconds that move only when told to."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        """Let some seconds pass."""
        self.now += seconds
