"""Wiring of the timer."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from storehook.aws.clients import client
from storehook.aws.due_runs import DynamoDueRuns
from storehook.aws.kms_cipher import KmsCipher
from storehook.aws.pauses import DynamoHeldNames, DynamoPauses
from storehook.aws.queues import SqsLanes
from storehook.aws.recheck_progress import DynamoRecheckProgress
from storehook.aws.run_indexes import DynamoRunIndexes
from storehook.aws.run_rows import RunRows
from storehook.aws.runs import DynamoRunRepository
from storehook.aws.schedules import DynamoStoredSchedules
from storehook.aws.stores import DynamoStores
from storehook.aws.wake_progress import DynamoWakeProgress
from storehook.settings import TimerSettings
from storehook.stores.statuses import status_of
from storehook.timer.recheck import Recheck
from storehook.timer.releases import Releases
from storehook.timer.schedules import Schedules
from storehook.timer.timer import Timer

AT_ONCE = 8
"""Calls that a tick makes at the same time."""


@dataclass(frozen=True, slots=True)
class TimerTasks:
    """Tasks of the timer. A tick does one of them."""

    timer: Timer
    releases: Releases
    recheck: Recheck
    schedules: Schedules


def tasks(settings: TimerSettings) -> TimerTasks:
    """Return the timer's tasks, on AWS."""
    sqs = client("sqs", connect_timeout=1, read_timeout=5, attempts=4)
    dynamodb = client("dynamodb", connect_timeout=1, read_timeout=5, attempts=4)
    due_runs = DynamoDueRuns(dynamodb, settings.runs_table)
    # The timer only sends. It has no lane of its own and no dead letters.
    lanes = SqsLanes(sqs, settings.queue_urls, lane="default", dead_letter_url="")
    # It has no access to the key, as it reads no secret.
    kms = client("kms", connect_timeout=1, read_timeout=5, attempts=1)
    stores = DynamoStores(dynamodb, settings.stores_table, KmsCipher(kms, key_id=""))
    parallel_map = ThreadPoolExecutor(AT_ONCE).map
    releases = Releases(
        status=partial(status_of, stores),
        pauses=DynamoPauses(dynamodb, settings.runs_table),
        names=DynamoHeldNames(dynamodb, settings.runs_table),
        due_runs=due_runs,
        lanes=lanes,
        parallel_map=parallel_map,
    )
    progress = DynamoWakeProgress(dynamodb, settings.runs_table)
    timer = Timer(due_runs=due_runs, lanes=lanes, progress=progress, parallel_map=parallel_map)
    recheck = Recheck(
        indexes=DynamoRunIndexes(RunRows(dynamodb, settings.runs_table)),
        progress=DynamoRecheckProgress(dynamodb, settings.runs_table),
        parallel_map=parallel_map,
    )
    schedules = Schedules(
        schedules=DynamoStoredSchedules(dynamodb, settings.runs_table),
        stores=stores,
        # Its runs have not ended, so none expires.
        repository=DynamoRunRepository(dynamodb, settings.runs_table, retention=0.0),
        parallel_map=parallel_map,
    )
    return TimerTasks(timer, releases, recheck, schedules)
