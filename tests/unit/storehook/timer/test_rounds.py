"""Rounds read each run once, give each store its share, and end with their budget."""

from collections.abc import Sequence

from tests.support.clocks import NOW, Clock
from tests.support.open_index import OpenIndex, neighbor

from storehook.queues.run_key import RunKey
from storehook.runs.open import FIRST, LAST, due_in, open_partition
from storehook.runs.ports import Due
from storehook.timer.rounds import PAGE, PROBE, Rounds, TickBudget, Walk

STORE = "astore"
OTHER = neighbor(STORE)
"""A later store of the same partition."""

PARTITION = open_partition(due_in("default"), RunKey(STORE, "", ""))
PLENTY = 1_000_000


class Handled:
    """Rounds through one partition, and the runs that they handle."""

    def __init__(
        self, index: OpenIndex, *shares: int, runs: int = PLENTY, reads: int = PLENTY, ends_at: float = NOW + 1
    ) -> None:
        self.stores: list[str] = []
        index.sort()
        self.rounds = Rounds(
            due_runs=index,
            budget=TickBudget(shares, runs, reads, ends_at),
            handle=self._handle,
            clock=Clock(NOW),
        )
        self.rounds.run([Walk(PARTITION, LAST, FIRST)])

    def _handle(self, _partition: str, runs: Sequence[Due]) -> None:
        self.stores += [due.key.store_hash for due in runs]


def in_a_minute(number: int) -> float:
    return NOW // 60 * 60 + number / 1_000


def index_of(**counts: int) -> OpenIndex:
    """Make an index with so many runs of each store within a minute."""
    index = OpenIndex()
    for store, count in counts.items():
        index.add(store, count, in_a_minute)
    return index


def test_each_page_begins_after_the_last_run_of_the_page_before() -> None:
    handled = Handled(index_of(**{STORE: PROBE + 5 * PAGE - 1}), PLENTY)

    assert (len(handled.stores), handled.rounds.reads) == (PROBE + 5 * PAGE - 1, 6)


def test_the_rest_of_a_store_is_skipped_only_if_the_page_ends_with_a_store_that_has_its_share() -> None:
    index = index_of(**{STORE: PROBE - 1, OTHER: 5})

    assert Handled(index, 2).stores == [STORE] * 2 + [OTHER] * 2


def test_a_round_stops_when_each_store_that_was_cut_short_has_its_share() -> None:
    index = OpenIndex()
    index.add(STORE, 60 * PROBE, lambda number: NOW - 3600 + 6 * number)

    first, both = (Handled(index, *shares).rounds for shares in ((2,), (2, 4)))

    assert (first.handled.total(), both.handled.total()) == (2, 4)
    assert both.reads - first.reads == 1


def test_the_first_round_takes_three_quarters_of_the_reads() -> None:
    assert Handled(index_of(**{STORE: 10 * PAGE}), PLENTY, reads=4).rounds.reads == 3


def test_nothing_is_read_once_as_many_runs_are_handled_as_may_be() -> None:
    assert Handled(index_of(**{STORE: 10 * PAGE}), PLENTY, runs=PROBE).stores == [STORE] * PROBE


def test_nothing_is_read_from_the_end_of_the_time_on() -> None:
    assert Handled(index_of(**{STORE: 1}), PLENTY, ends_at=NOW).rounds.reads == 0
