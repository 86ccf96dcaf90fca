"""What a month's webhooks take of AWS: spread over the day, so that each batch is of one message, or in bursts. Pure.

The numbers of one run, delivery or turn are counted by tests: `test_run_costs.py`, `test_consumer_calls.py`,
`test_kms_calls.py`, `test_log_bytes.py` and `test_idle_costs.py`. How long functions take is no count: see
`INGEST_SECONDS` and `CONSUMER_SECONDS`.
"""

from collections import Counter
from dataclasses import dataclass
from math import ceil, exp

from storehook_cli.costs.prices import PRICES

BATCH = 10
"""Messages that a function is given at once, at most (template.yaml). It works on all at the same time."""

RUN_WRITE_UNITS = 5
"""DynamoDB write units of a run that completes at its first attempt: two of its row, three of its indexes."""

FAILED_RUN_WRITE_UNITS = 75
"""Of one that uses up all its attempts, at most."""

ATTEMPTS = 9
"""Of a run that fails for good, by the usual retries."""

RATE_WINDOW_WRITE_UNITS = 1
"""Of a batch: up to ten requests of its store's quota."""

READ_UNITS = 3
"""Of a batch whose store has been quiet, at most: how it is, what is paused, and its token."""

API_BYTES, INGEST_BYTES, MESSAGE_BYTES, BATCH_BYTES = 240, 620, 390, 270
"""Of log lines, with the 26 that CloudWatch adds to each, at most: the API's and ingest's of a delivery, and the
consumer's of a message, and of a batch."""

INGEST_SECONDS, CONSUMER_SECONDS, GIGABYTES = 0.02, 0.3, 0.5
"""How long ingest takes, and a batch with calls of BigCommerce: estimates. And the functions' memory."""

METRICS, FAILURE_METRICS = 4, 2
"""Metrics of our own that a stack in use writes in every hour: of deliveries two, of messages and of reconciles one;
and where runs fail."""

COPY_HOURS, MONTH_HOURS = 4, 720
"""How long a copy of a function lives, at most: Lambda ends each after some hours, and does not say after how many."""

STANDING = Counter(
    {
        "keys": 1,
        "secrets": 2,
        "alarms": 35,
        "sqs requests": 2_030_400,
        "read units": 1_687_680,
        "write units": 43_200,
        "invocations": 46_080,
        "gb seconds": 2_304,
        "schedules": 46_080,
        "metrics": 1,
        "dashboards": 1,
    }
)
"""What a stack takes in a month in which nothing happens."""


@dataclass(frozen=True, slots=True)
class Workload:
    """A month.

    Args:
        events: webhooks.
        stores: how many they are of, each of as many.
        actions: how many actions want each.
        failing: the share of the runs that use up all their attempts, from 0 to 1.
        at_once: how many of a store come at the same time, from 1 to `BATCH`: a consumer's batches are as full.
    """

    events: int
    stores: int = 1
    actions: int = 1
    failing: float = 0.0
    at_once: int = 1

    @property
    def runs(self) -> int:
        """Runs that are attempted."""
        return self.events * self.actions


def usage(workload: Workload) -> Counter[str]:
    """What a month takes, by the names of `PRICES`: the stack, the deliveries, and their runs."""
    return Counter[str](STANDING) + _of_deliveries(workload) + _of_runs(workload)


LAMBDA_BYTES = 430
"""Of the two lines that Lambda writes of an invocation unless told otherwise (AWS, "System log event schema")."""

NAIVE_READS = 1
"""Calls of DynamoDB that a naive handler makes for an event: the store's token. Its client secret it knows."""


def naive(workload: Workload) -> Counter[str]:
    """What a handler would take that does all the work before it answers, in one function behind an API.

    It stores a token for each store and nothing else: what fails is BigCommerce's to send again, all actions anew:
    that is not counted. Nothing is known of what has run, nothing is caught up, and no alarm tells of it.
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


def dollars(taken: Counter[str], *, free_tier: bool = False) -> dict[str, float]:
    """What that costs, by service.

    Args:
        taken: what is taken, by the names of `PRICES`.
        free_tier: whether nothing else in the account uses up what is free.
    """
    found = dict[str, float]()
    for name, number in taken.items():
        price = PRICES[name]
        found[price.service] = found.get(price.service, 0.0) + price.of(number, free_tier=free_tier)
    return found


def _of_deliveries(workload: Workload) -> Counter[str]:
    """Ingest, and of several actions the message that the consumer splits."""
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
            # Each batch is received and deleted; of a run that fails, the others and a dead letter are sent too.
            "sqs requests": 2 * batches + round(failed * (ATTEMPTS - 1) / workload.at_once) + failed,
            "write units": written + batches * RATE_WINDOW_WRITE_UNITS,
            "read units": batches * READ_UNITS,
            "kms requests": kms_requests(batches, workload.stores),
            "log bytes": attempts * MESSAGE_BYTES + batches * BATCH_BYTES,
            "metrics": FAILURE_METRICS if failed else 0,
        }
    )


def kms_requests(batches: int, stores: int) -> int:
    """How often a token is decrypted: once for each store that comes up in the life of a copy.

    Args:
        batches: in a month, each of one store.
        stores: how many they are of.
    """
    copies = max(1, ceil(batches * CONSUMER_SECONDS / (MONTH_HOURS * 3600)))
    lives = copies * MONTH_HOURS / COPY_HOURS
    of_a_life = batches / stores / lives
    return round(stores * lives * (1 - exp(-of_a_life)))
