"""Pausing and resuming actions and lanes."""

from dataclasses import asdict, dataclass

from storehook.history.reading import HeldCount, RunHistory
from storehook.runs.pauses import PausedKind, Pauses, holder
from storehook.stores.store import Pause


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseAnswer(Pause):
    """A paused action or lane, and the number of runs that it holds."""

    kind: PausedKind
    name: str
    held: HeldCount


@dataclass(frozen=True, slots=True)
class PausesAnswer:
    """All paused actions and lanes."""

    pauses: list[PauseAnswer]


@dataclass(frozen=True, slots=True, kw_only=True)
class PausesService:
    """Pauses and resumes actions and lanes."""

    pauses: Pauses
    history: RunHistory

    def all(self) -> PausesAnswer:
        """Return all paused actions and lanes, oldest first."""
        pauses = sorted(self.pauses.all().items(), key=lambda item: item[1].at)
        return PausesAnswer([self._answer(paused, pause) for paused, pause in pauses])

    def pause(self, kind: PausedKind, name: str, reason: str, by: str) -> PausesAnswer:
        """Hold the runs of an action or a lane until it is resumed. An earlier pause stays as it is.

        The action need not exist: it may be deployed later.
        """
        self.pauses.pause(holder(kind, name), Pause(by, self.history.clock(), reason))
        return self.all()

    def resume(self, kind: PausedKind, name: str) -> PausesAnswer:
        """Resume an action or a lane. The timer releases its runs within a minute, oldest first."""
        self.pauses.resume(holder(kind, name))
        return self.all()

    def _answer(self, paused: str, pause: Pause) -> PauseAnswer:
        kind, _, name = paused.partition("/")
        return PauseAnswer(
            **asdict(pause),
            kind="lane" if kind == "lane" else "action",
            name=name,
            held=self.history.held(paused),
        )
