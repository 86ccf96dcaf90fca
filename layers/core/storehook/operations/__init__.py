"""Operations: the questions and acts of an operator, for the console and the command.

An operation that is not carried out raises an `OperationError`. An invalid query raises a `QueryInvalid`.
The command imports the values and types of their arguments and answers from here.
"""

from storehook.history.rows import MAX_SORT_KEY, Filter
from storehook.queues.dead_letters import LetterFilter
from storehook.queues.lanes import LANES
from storehook.queues.run_key import RunKey
from storehook.registration.record import RECORDED_EVERY, RegisteredWebhook
from storehook.runs.pauses import PausedKind, holder
from storehook.runs.run import Run, State
from storehook.stores.store import AnyStatus, Status, Store

__all__ = [
    "LANES",
    "MAX_SORT_KEY",
    "RECORDED_EVERY",
    "AnyStatus",
    "Filter",
    "LetterFilter",
    "PausedKind",
    "RegisteredWebhook",
    "Run",
    "RunKey",
    "State",
    "Status",
    "Store",
    "holder",
]
