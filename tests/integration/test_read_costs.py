"""Reads of the table of runs by the console. They do not grow with the number of older runs.

`make scale` counts the same among 100,000.
"""

import time
from collections.abc import Mapping

import pytest
from tests.support.history_reads import VIEWS, CountedHistory, Reads
from tests.support.local_aws import local_aws
from tests.support.spread_runs import STATES, spread, write
from tests.support.template_tables import tables_in

from storehook.runs.run import State

NEWEST, OLDER = 2_500, 5_000
"""More than any view looks at, and twice as many behind them."""

HOUR = 3_600.0

OUTAGE: Mapping[State, int] = {**STATES, "completed": 68, "failed": 25}
"""So many failures that a page of them is full before any of the sixteen parts of their index ends."""


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[Reads, Reads]]:
    """Reads of each view, with only the newest runs, and with older ones of the same day."""
    with local_aws(tmp_path_factory.mktemp("aws")) as emulator:
        dynamodb, now = emulator.client("dynamodb"), time.time()
        table = tables_in(dynamodb)["Runs"]
        counted = CountedHistory(emulator, table)
        write(dynamodb, table, spread(NEWEST, now, HOUR, OUTAGE))
        few = {name: counted.reads(view) for name, view in VIEWS.items()}
        write(dynamodb, table, spread(OLDER, now - HOUR, 20 * HOUR))
        return {name: (few[name], counted.reads(view)) for name, view in VIEWS.items()}


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_makes_as_many_calls_and_reads_as_many_units_among_three_times_as_many_runs(
    readings: Mapping[str, tuple[Reads, Reads]], name: str
) -> None:
    few, many = readings[name]

    assert few == many
