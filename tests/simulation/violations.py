"""The promises that every history must keep, and how a broken one is told."""

from dataclasses import dataclass
from enum import StrEnum


class Promise(StrEnum):
    """What the code promises, whatever goes wrong."""

    NOTHING_LOST = "what was accepted completes, or fails and is in the dead-letter queue"
    NOTHING_ASLEEP = "no unfinished run without something that will wake it"
    COMPLETES_ONCE = "a run completes at most once, and is never written again"
    ASKED_ONCE = "what an action asks for runs once, however often its attempts ask for it"
    ONE_LIVE = "of the runs of one key, at most one is live"
    LAST_OF_WINDOW = "of the events of a window the last is what its run is given, and each event is given to one run"
    ONE_AT_A_TIME = "two attempts of a run never go on at the same time within their leases"
    NEVER_STUCK = "once nothing goes wrong any more, everything comes to its end"
    NOTHING_FORGED = "nothing is queued that BigCommerce did not sign for this store"
    NOTHING_REFUSED = "nothing genuine is answered with a 4xx"
    FAILURES_SHOW = "a failed run says why, and only failed runs are in the dead-letter queue"
    ATTEMPTS_COUNT = "an action is tried as often as its retries say, and no more"
    THROTTLED_IS_NO_ATTEMPT = "being throttled never fails a run"
    NOT_TOO_EARLY = "an attempt waits until it is due"
    REDRIVE_COMPLETES = "redriven after the mend, every run completes with the payload it failed with"


@dataclass(frozen=True, slots=True)
class Violation:
    """A promise that was broken.

    Args:
        promise: which.
        detail: how.
    """

    promise: Promise
    detail: str

    def __str__(self) -> str:
        return f"{self.promise.name}: {self.promise}\n    but {self.detail}"
