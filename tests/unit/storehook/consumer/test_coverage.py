"""A late run is noted, in the row of its store and resource, for the other runs of its change."""

from dataclasses import dataclass, field

import pytest
from tests.support.clocks import NOW, Clock
from tests.support.deployment import declared
from tests.support.runs import run
from tests.support.signed_deliveries import STORE

from storehook.consumer.coverage import CONTENDED_WAIT, MAX_TRIES, Coverage
from storehook.errors import Throttled
from storehook.runs.late_runs import LateRuns
from storehook.saves import SAVED, Conflict, Saved
from storehook.testing.memory import MemoryRunRepository
from storehook.webhooks.event import Event

CREATED, UPDATED = "store/order/created", "store/order/updated"
CAUGHT_UP = run(1, store=STORE, action="ship", state="running", created_at=NOW, kind="catch-up")


@dataclass
class Notes:
    """A table that keeps what is noted in each place, and at what time.

    Args:
        is_contended: another worker writes before each write.
    """

    is_contended: bool = False
    places: list[tuple[str, str, str, float]] = field(default_factory=list[tuple[str, str, str, float]])
    noted: list[LateRuns] = field(default_factory=list[LateRuns])

    def save(
        self, store_hash: str, resource: str, action: str, late: LateRuns, now: float
    ) -> Saved | Conflict[LateRuns]:
        self.places.append((store_hash, resource, action, now))
        self.noted.append(late)
        return Conflict(LateRuns(late.version)) if self.is_contended else SAVED


def ship() -> None:
    """Act on orders."""


def note(notes: Notes, scope: str, *webhooks: str) -> None:
    """Look for a run that covers the catch-up of an event."""
    event = Event(STORE, scope, {"type": "order", "id": 113}, "hash", int(NOW))
    coverage = Coverage(notes, MemoryRunRepository(), Clock())
    assert coverage.covering(CAUGHT_UP, event, declared(ship, *webhooks)) is None


def test_a_run_is_noted_in_the_row_of_its_store_resource_and_action_which_is_kept_from_now_on() -> None:
    notes = Notes()

    note(notes, UPDATED, UPDATED)

    assert notes.places == [(STORE, "order/113", "ship", NOW)]


@pytest.mark.parametrize(("webhooks", "updated"), [((CREATED, UPDATED), True), ((CREATED,), False)])
def test_a_catch_up_of_a_creation_tells_of_updates_too_if_its_action_subscribes_to_them(
    webhooks: tuple[str, ...], updated: bool
) -> None:
    notes = Notes()

    note(notes, CREATED, *webhooks)

    assert [run.updated for late in notes.noted for run in late.runs] == [updated]


def test_a_run_that_others_keep_from_being_noted_waits_for_some_seconds() -> None:
    notes = Notes(is_contended=True)

    with pytest.raises(Throttled) as throttled:
        note(notes, UPDATED, UPDATED)

    assert (throttled.value.after, len(notes.noted)) == (CONTENDED_WAIT, MAX_TRIES)
