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

METRICS, FAILURE_METRICS = 3, 2
"""Custom metrics that a stack in use writes every hour, and further ones if runs fail.

The first are two of deliveries and one of messages.
"""

ROW_BYTES, ENTRIES_BYTES = 1_124, 900
"""Most bytes that DynamoDB stores of a run: its row, which is written with one unit, and its three index entries.

DynamoDB adds 100 bytes to each. Runs are kept for 30 days, so a month's runs are stored at any time.
"""

INGEST_SECRET_SECONDS, RECONCILER_SECRET_SECONDS = 60, 5
"""Seconds for which a function that is in use remembers a secret."""

COPY_HOURS, WARM_MINUTES, MONTH_HOURS = 4, 15, 720
"""Most hours that a copy of a function is assumed to live, its longest idle time, and the hours of a month.

Lambda documents no such times.
"""

RECONCILE_SECONDS = 0.5
"""Estimated seconds of a batch of reconciliations. Each makes two calls of BigCommerce, of 0.2 s each."""

RECONCILE_READ_UNITS, RECONCILE_WRITE_UNITS = 3, 1
"""DynamoDB units of a reconciliation that finds nothing to change (`test_reconciler_calls.py`)."""

HOURLY_READ_UNITS, HOURLY_WRITE_UNITS = 1, 2
"""Further units once an hour, when a reconciliation stores its time in the store's row of up to 2 KiB."""

RECONCILE_BYTES = 400
"""Most bytes of the log line of a reconciliation that finds nothing to change."""

STANDING = Counter(
    {
        "keys": 1,
        "secrets": 2,
        "alarms": 18,
        "sqs requests": 1_944_000,
        "read units": 1_018_800,
        "write units": 43_200,
        "invocations": 133_200,
        "gb seconds": 13_140,
        "schedules": 133_200,
        "log bytes": 34_992_000,
    }
)
"""Usage of a stack in a month without stores."""


@dataclass(frozen=True, slots=True)
class Workload:
    """Workload of a month.

    Args:
        stores: number of stores, which share the events equally.
        actions: actions per event.
        failing: share of the runs that use all their attempts, from 0 to 1.
        at_once: events of a store that arrive together, from 1 to `BATCH`. It is also the size of a consumer's batch.
        reconcile_minutes: minutes between two reconciliations of all stores.
        protected: True if tables have point-in-time recovery.
    """

    events: int
    stores: int = 1
    actions: int = 1
    failing: float = 0.0
    at_once: int = 1
    reconcile_minutes: int = 15
    protected: bool = False

    @property
    def runs(self) -> int:
        """Number of runs."""
        return self.events * self.actions


def usage(workload: Workload) -> Counter[str]:
    """Return a month's usage by the names of `PRICES`: of the stack, its stores, the deliveries and their runs."""
    return Counter[str](STANDING) + of_reconciliations(workload) + _of_deliveries(workload) + _of_runs(workload)


DAY_SECONDS = 86_400
"""Seconds of a day."""

REFUSALS_PER_LINE = 100
"""Refused deliveries per one that ingest logs, in a flood."""


def flood(rate: float) -> Counter[str]:
    """Return the usage of a day in which this many forged deliveries a second are answered.

    API Gateway charges nothing for what it refuses because of `DeliveryRate` ("Pricing for API Gateway").
    """
    requests = round(rate * DAY_SECONDS)
    return Counter(
        {
            "api requests": requests,
            "invocations": requests,
            "gb seconds": round(requests * INGEST_SECONDS * GIGABYTES),
            "log bytes": requests * (API_BYTES + INGEST_BYTES // REFUSALS_PER_LINE),
        }
    )


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


def of_reconciliations(workload: Workload) -> Counter[str]:
    """Return the usage of reconciling all stores by the schedule, if nothing is to be changed."""
    passes = MONTH_HOURS * 60 // workload.reconcile_minutes
    number, batches = passes * workload.stores, passes * ceil(workload.stores / BATCH)
    hourly = workload.stores * min(passes, MONTH_HOURS)
    return Counter(
        {
            "sqs requests": 3 * batches,  # sent, received and deleted by tens
            "invocations": batches,
            "gb seconds": round(batches * RECONCILE_SECONDS * GIGABYTES),
            "read units": number * RECONCILE_READ_UNITS + hourly * HOURLY_READ_UNITS,
            "write units": number * RECONCILE_WRITE_UNITS + hourly * HOURLY_WRITE_UNITS,
            "kms requests": workload.stores * _decryptions(passes, batches),
            "secret requests": max(passes, round(batches * RECONCILE_SECONDS / RECONCILER_SECRET_SECONDS)),
            "log bytes": number * RECONCILE_BYTES + batches * BATCH_BYTES,
        }
    )


def _decryptions(passes: int, batches: int) -> int:
    """Estimate how often the reconciler decrypts a store's token in a month: once in each life of a copy."""
    if MONTH_HOURS * 60 / passes > WARM_MINUTES:
        return passes
    return min(passes, _copies(batches * RECONCILE_SECONDS) * MONTH_HOURS // COPY_HOURS)


def _copies(seconds: float) -> int:
    """Return the number of copies of a function that work for some seconds in a month, if they are always busy."""
    return max(1, ceil(seconds / (MONTH_HOURS * 3600)))


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
            "secret requests": _secret_requests(events),
            "log bytes": events * (API_BYTES + INGEST_BYTES) + splits * MESSAGE_BYTES + round(batches * BATCH_BYTES),
            "metrics": METRICS if events else 0,
        }
    )


def _secret_requests(events: int) -> int:
    """Estimate how often ingest reads the client secret in a month: once a minute and copy, if it has an event."""
    minutes = _copies(events * INGEST_SECONDS) * MONTH_HOURS * 3600 / INGEST_SECRET_SECONDS
    return round(minutes * (1 - exp(-events / minutes)))


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
            "stored bytes": workload.runs * (ROW_BYTES + ENTRIES_BYTES),
            "backed up bytes": workload.runs * ROW_BYTES * workload.protected,
            "log bytes": attempts * MESSAGE_BYTES + batches * BATCH_BYTES,
            "metrics": FAILURE_METRICS if failed else 0,
        }
    )


def kms_requests(batches: int, stores: int) -> int:
    """Estimate how often a token is decrypted in a month: once per store and lifetime of a function copy."""
    lives = _copies(batches * CONSUMER_SECONDS) * MONTH_HOURS / COPY_HOURS
    batches_per_life = batches / stores / lives
    return round(stores * lives * (1 - exp(-batches_per_life)))
