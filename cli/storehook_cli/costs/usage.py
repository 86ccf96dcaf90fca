"""Usage of AWS by a month's events: spread over the day, so that each batch has one message, or in bursts. Pure.

Tests count the calls of one run, delivery or tick: `test_run_costs.py`, `test_consumer_calls.py`, `test_kms_calls.py`,
`test_log_bytes.py` and `test_idle_costs.py`. Durations are estimates: see `INGEST_SECONDS` and `CONSUMER_SECONDS`.
"""

from collections import Counter
from dataclasses import dataclass
from math import ceil, exp

from storehook_cli.costs.prices import PRICES

BATCH = 10
"""Most messages in one invocation (template.yaml). The consumer handles them in parallel."""

RUN_WRITE_UNITS = 5
"""DynamoDB write units of a run that completes at its first attempt: two for its row, three for its indexes."""

FAILED_RUN_WRITE_UNITS = 75
"""Most DynamoDB write units of a run that uses all its attempts."""

ATTEMPTS = 9
"""Attempts of a run that fails for good, with the default retries."""

RATE_WINDOW_WRITE_UNITS = 1
"""Write units per batch for up to ten requests from its store's quota."""

READ_UNITS = 3
"""Most read units per batch of a quiet store: the store's state, the pauses and its token."""

API_BYTES, INGEST_BYTES, MESSAGE_BYTES, BATCH_BYTES = 240, 620, 400, 270
"""Most bytes of log lines: the API's and ingest's per delivery, and the consumer's per message and per batch.

They include the 26 bytes that CloudWatch adds to each line.
"""

INGEST_SECONDS, CONSUMER_SECONDS, GIGABYTES = 0.02, 0.3, 0.5
"""Estimated seconds of an ingest and of a batch with calls to BigCommerce, and the functions' memory."""

METRICS, FAILURE_METRICS = 4, 2
"""Custom metrics that a stack in use writes every hour, and further ones if runs fail.

The first are two of deliveries, one of messages and one of reconciliations.
"""

COPY_HOURS, MONTH_HOURS = 4, 720
"""Most hours that a copy of a function is assumed to live, and the hours of a month. Lambda documents no such time."""

STANDING = Counter(
    {
        "keys": 1,
        "secrets": 2,
        "alarms": 35,
        "sqs requests": 1_944_000,
        "read units": 1_860_480,
        "write units": 43_200,
        "invocations": 132_480,
        "gb seconds": 13_104,
        "schedules": 132_480,
        "metrics": 1,
    }
)
"""Usage of a stack in a month without events."""


@dataclass(frozen=True, slots=True)
class Workload:
    """Workload of a month.

    Args:
        stores: number of stores, which share the events equally.
        actions: actions per event.
        failing: share of the runs that use all their attempts, from 0 to 1.
        at_once: events of a store that arrive together, from 1 to `BATCH`. It is also the size of a consumer's batch.
    """

    events: int
    stores: int = 1
    actions: int = 1
    failing: float = 0.0
    at_once: int = 1

    @property
    def runs(self) -> int:
        """Number of runs."""
        return self.events * self.actions


def usage(workload: Workload) -> Counter[str]:
    """Return a month's usage by the names of `PRICES`: of the stack, the deliveries and their runs."""
    return Counter[str](STANDING) + _of_deliveries(workload) + _of_runs(workload)


LAMBDA_BYTES = 430
"""Bytes of the two log lines that Lambda writes per invocation by default (AWS, "System log event schema")."""

NAIVE_READS = 1
"""DynamoDB reads of a naive handler per event: the store's token. It has the client secret in memory."""


def naive(workload: Workload) -> Counter[str]:
    """Return the usage of a handler that does all the work before it answers, in one function behind an API.

    It stores a token per store and nothing else. After a failure BigCommerce sends the delivery again, and all actions
    run again, which is not counted. It has no run history, no catch-up and no alarms.
    """
    events = workload.events
    return Counter(
        {
            "api requests": events,
            "invocations": events,
            "gb seconds": round(workload.runs * CONSUMER_SECONDS * GIGABYTES),
            "read units": events * NAIVE_READS,
            "log bytes": events * (API_BYTES + INGEST_BYTES + LAMBDA_BYTES),
            "secrets": 1,
        }
    )


def dollars(units: Counter[str], *, free_tier: bool = False) -> dict[str, float]:
    """Return the cost by service of a usage by the names of `PRICES`. See `Price.of` for the free tier."""
    costs = dict[str, float]()
    for name, number in units.items():
        price = PRICES[name]
        costs[price.service] = costs.get(price.service, 0.0) + price.of(number, free_tier=free_tier)
    return costs


def _of_deliveries(workload: Workload) -> Counter[str]:
    """Return the usage of ingest and, with several actions, of the message that the consumer splits."""
    events = workload.events
    splits = events if workload.actions > 1 else 0
    batches = splits / workload.at_once
    return Counter(
        {
            "api requests": events,
            "invocations": events + round(batches),
            "gb seconds": round((events + batches) * INGEST_SECONDS * GIGABYTES),
            "sqs requests": events + round(2 * batches) + splits * ceil(workload.actions / BATCH),
            "log bytes": events * (API_BYTES + INGEST_BYTES) + splits * MESSAGE_BYTES + round(batches * BATCH_BYTES),
            "metrics": METRICS if events else 0,
        }
    )


def _of_runs(workload: Workload) -> Counter[str]:
    failed = round(workload.runs * workload.failing)
    attempts = workload.runs + failed * (ATTEMPTS - 1)
    batches = round(attempts / workload.at_once)
    written = (workload.runs - failed) * RUN_WRITE_UNITS + failed * FAILED_RUN_WRITE_UNITS
    return Counter(
        {
            "invocations": batches,
            "gb seconds": round(batches * CONSUMER_SECONDS * GIGABYTES),
            # Each batch is received and deleted. A failing run also sends its later wake-ups and a dead letter.
            "sqs requests": 2 * batches + round(failed * (ATTEMPTS - 1) / workload.at_once) + failed,
            "write units": written + batches * RATE_WINDOW_WRITE_UNITS,
            "read units": batches * READ_UNITS,
            "kms requests": kms_requests(batches, workload.stores),
            "log bytes": attempts * MESSAGE_BYTES + batches * BATCH_BYTES,
            "metrics": FAILURE_METRICS if failed else 0,
        }
    )


def kms_requests(batches: int, stores: int) -> int:
    """Estimate how often a token is decrypted in a month: once per store and lifetime of a function copy."""
    copies = max(1, ceil(batches * CONSUMER_SECONDS / (MONTH_HOURS * 3600)))
    lives = copies * MONTH_HOURS / COPY_HOURS
    batches_per_life = batches / stores / lives
    return round(stores * lives * (1 - exp(-batches_per_life)))
