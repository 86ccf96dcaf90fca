"""Pausing and resuming actions and lanes."""

from dataclasses import dataclass

from storehook.history.reading import RunHistory
from storehook.operations.answers import PauseAnswer, PausesAnswer
from storehook.runs.pauses import PausedKind, Pauses, holder
from storehook.stores.store import Pause


@dataclass(frozen=True, slots=True, kw_only=True)
class PausesService:
    """Pauses and resumes actions and lanes.

    Args:
        pauses: what is paused.
        history: questions about runs.
    """

    pauses: Pauses
    history: RunHistory

    def all(self) -> PausesAnswer:
        """All that is paused, the earliest first, with how many runs it holds."""
        found = sorted(self.pauses.all().items(), key=lambda each: each[1].at)
        return {"pauses": [self._answer(by, pause) for by, pause in found]}

    def pause(self, kind: PausedKind, name: str, reason: str, by: str) -> PausesAnswer:
        """Hold the runs of an action or a lane until it is resumed. What is paused already stays so as it is.

        Args:
            kind: what it is.
            name: its name. Whether there is such an action is not known here: it may be deployed later.
            reason: why, for people.
            by: who asks for it.
        """
        self.pauses.pause(holder(kind, name), Pause(by, self.history.clock(), reason))
        return self.all()

    def resume(self, kind: PausedKind, name: str) -> PausesAnswer:
        """Let the runs of an action or a lane go on, if it is paused: within a minute, the first first."""
        self.pauses.resume(holder(kind, name))
        return self.all()

    def _answer(self, by: str, pause: Pause) -> PauseAnswer:
        kind, _, name = by.partition("/")
        held = self.history.held(by)
        return {
            "kind": "lane" if kind == "lane" else "action",
            "name": name,
            "by": pause.by,
            "at": pause.at,
            "reason": pause.reason,
            "held": held.count,
            "held_capped": held.capped,
        }
