"""The promises that every history must keep, and violations of them."""

from dataclasses import dataclass
from enum import StrEnum


class Promise(StrEnum):
    """A promise that holds with any fault."""

    NOTHING_LOST = "an accepted event's run completes, or fails and is in the dead-letter queue"
    NOTHING_ASLEEP = "something will wake every run that has not ended"
    ROW_FIRST = "a wake-up is sent only after the row that says what the run waits for"
    OWN_LANE = "a run is woken in its own lane, where it gets that lane's time"
    COMPLETES_ONCE = "a run completes at most once, and is never written again"
    ENQUEUED_ONCE = "an enqueued run runs once, however often the attempts of its caller enqueue it"
    ONE_LIVE = "at most one run of a key is live"
    LAST_OF_WINDOW = "a window's run gets its last event, and each event goes to one run"
    NEWS_RUNS = "each coalesced event is followed by a run that starts after it happened"
    ONE_AT_A_TIME = "two attempts of a run never overlap within their leases"
    FULL_TIME = "a run whose process died starts again only with the full time of an attempt left"
    KILLERS_LAST = "a run that has ended a process starts after the other suspects of its batch"
    ONE_OF_RESOURCE = "runs of one resource never overlap if their action runs one at a time"
    NEXT_STARTS = "when a run ends or is suspended, the next one that waits for its lock starts, without the timer"
    NEVER_STUCK = "without further faults, every run ends"
    NOTHING_FORGED = "nothing is queued that BigCommerce did not sign for this store"
    NOTHING_REFUSED = "nothing genuine is answered with a 4xx"
    FAILURES_SHOW = "a failed run says why, and only failed runs are in the dead-letter queue"
    ATTEMPTS_COUNT = "an action is tried as often as its retries say, and no more"
    THROTTLED_IS_NO_ATTEMPT = "being throttled never fails a run"
    NOT_TOO_EARLY = "an attempt waits until it is due"
    STEP_ONCE = "a step has one result, and is not executed once it has one"
    ONCE = "a step with once is executed once"
    EVENT_COMES = "an accepted event is stored, and a run that waits for it is woken"
    SLEEPS_THROUGH = "a run goes on only when its sleep is over"
    REDRIVE_COMPLETES = "after a fix and a redrive, every run completes with the payload it failed with"


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken promise, with the details."""

    promise: Promise
    detail: str

    def __str__(self) -> str:
        return f"{self.promise.name}: {self.promise}\n    but {self.detail}"
