"""Reads of the console's views from the table of runs, counted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.config import Config
from botocore.session import Session
from tests.support.aws_costs import Meter
from tests.support.memory import MemoryDepths

from storehook.aws.run_indexes import DynamoRunIndexes
from storehook.aws.run_rows import RunRows
from storehook.history.reading import RunHistory
from storehook.history.rows import Filter
from storehook.operations.overview import Overview
from storehook_cli.local.emulator import REGION, Emulator

type View = Callable[[RunHistory], object]
"""Queries the data of a view."""

VIEWS: dict[str, View] = {
    "the overview of 24 hours": lambda history: overview(history).summary(24, None),
    "the newest runs": lambda history: history.page(Filter()),
    "runs of a store": lambda history: history.page(Filter(store="bench07")),
    "completed runs": lambda history: history.page(Filter(state="completed")),
    "failed runs": lambda history: history.page(Filter(state="failed")),
    "runs of a scope": lambda history: history.page(Filter(scope="store/order/updated")),
    "runs of an action": lambda history: history.page(Filter(action="sync_product")),
    "runs of a resource, any store": lambda history: history.page(Filter(resource="order/113")),
    "runs that match nothing": lambda history: history.page(Filter(scope="store/cart/created")),
}
"""The views, over runs such as `spread_runs` writes."""

SLOW = Config(read_timeout=300, max_pool_connections=16, retries={"total_max_attempts": 1})
"""Patience for the local AWS, which sorts a whole partition for each query."""


def overview(history: RunHistory) -> Overview:
    """Make the service that answers about many runs at once, without queues."""
    return Overview(history=history, depths=MemoryDepths({}, {}), lanes=[])


@dataclass(frozen=True, slots=True)
class Reads:
    """Reads of a view.

    Args:
        calls: the DynamoDB calls.
        units: the read units.
    """

    calls: int
    units: float


class CountedHistory:
    """The history of runs as the console has it, in this process.

    Args:
        emulator: the local AWS.
        table: the table of runs.

    Attributes:
        history: the history that views query.
    """

    def __init__(self, emulator: Emulator, table: str) -> None:
        session: Any = Session()
        session.set_credentials("test", "test")
        self._meter = Meter(emulator.client("dynamodb"))
        self._meter.watch(session)
        client = session.create_client("dynamodb", REGION, endpoint_url=emulator.url, config=SLOW)
        self.history = RunHistory(indexes=DynamoRunIndexes(RunRows(client, table)))

    def reads(self, view: View) -> Reads:
        """Measure a view."""
        self._meter.clear()
        view(self.history)
        return Reads(self._meter.calls.total(), self._meter.read_units)
