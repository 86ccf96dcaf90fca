"""Puts the timer together."""

from concurrent.futures import ThreadPoolExecutor

from storehook.aws.clients import client
from storehook.aws.due_runs import DynamoDueRuns
from storehook.aws.queues import SqsDepths, SqsLanes
from storehook.aws.run_indexes import DynamoRunIndexes
from storehook.aws.run_rows import RunRows
from storehook.aws.swept import DynamoSwept
from storehook.settings import TimerSettings
from storehook.timer.sweep import Sweep
from storehook.timer.timer import Timer

AT_ONCE = 8
"""Writes that a turn makes at the same time."""


def timer(settings: TimerSettings) -> tuple[Timer, Sweep]:
    """The timer and the sweep, on AWS.

    Args:
        settings: what its environment says.
    """
    sqs = client("sqs", connect_timeout=1, read_timeout=5, attempts=4)
    dynamodb = client("dynamodb", connect_timeout=1, read_timeout=5, attempts=4)
    timer = Timer(
        due_runs=DynamoDueRuns(dynamodb, settings.runs_table),
        # It sends, and has no lane of its own, nor dead letters.
        lanes=SqsLanes(sqs, settings.queue_urls, lane="default", dead_letter_url=""),
        depths=SqsDepths(sqs, settings.queue_urls, settings.dead_letter_urls),
        together=ThreadPoolExecutor(AT_ONCE).map,
    )
    indexes = DynamoRunIndexes(RunRows(dynamodb, settings.runs_table))
    return timer, Sweep(indexes=indexes, swept=DynamoSwept(dynamodb, settings.runs_table))
