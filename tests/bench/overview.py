"""The console's overview of a day, compared with one look-up by key, and with ten times as many runs.

The first is the time until the deployed console answers. The second is counted in read units, because the local AWS
sorts a whole partition for each query, and DynamoDB doesn't.
"""

import time
from typing import Any

from tests.bench.rows import Row, ratio_of
from tests.bench.two_stacks import TwoStacks
from tests.support.console_api import ConsoleApi
from tests.support.history_reads import CountedHistory, overview
from tests.support.spread_runs import spread, write

from storehook.history.reading import RunHistory

DAY, TIMES = 86_400.0, 9
FEW, MANY = 1_000, 10_000
OVERVIEW = "summary", {"hours": 24}
LOOKUP = "run", {"store": "bench00", "event": "nothing", "action": "sync_order"}


def overview_rows(stacks: TwoStacks) -> list[Row]:
    """Measure the overview with few runs and with many."""
    emulator, table = stacks.stack.emulator, stacks.stack.outputs()["Runs"]
    counted, api = CountedHistory(emulator, table), ConsoleApi(stacks.deployed)
    write(emulator.client("dynamodb"), table, spread(FEW, time.time(), DAY - 600))
    few = counted.reads(_overview).units
    rounds = [(_took(api, *OVERVIEW), _took(api, *LOOKUP)) for _ in range(1 + TIMES)][1:]
    overviews, lookups = zip(*rounds, strict=True)
    write(emulator.client("dynamodb"), table, spread(MANY - FEW, time.time(), DAY - 600))
    flat = counted.reads(_overview).units / few
    return [
        ratio_of(f"overview of 24 h with {FEW:,} runs", overviews, "a look-up by key", lookups, 15),
        Row(f"overview of 24 h with {MANY:,} runs, read units", f"with {FEW:,}", flat, (flat, flat), 1.05),
    ]


def _overview(history: RunHistory) -> object:
    return overview(history).summary(24, None)


def _took(api: ConsoleApi, path: str, query: dict[str, Any]) -> float:
    """Measure the seconds until the deployed console has answered."""
    answer = api.send("GET", path, query)
    if answer.status_code not in (200, 404):
        raise RuntimeError(f"{path}: {answer.status_code} {answer.text}")
    return answer.elapsed.total_seconds()
