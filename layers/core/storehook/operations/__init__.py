"""Operations: the questions and acts of an operator, for the console and the command.

An operation that is not carried out raises an `OperationError`. An invalid query raises a `QueryInvalid`.
The command imports the types of their arguments and answers from here.
"""

from storehook.consumer.outcome import Result
from storehook.history.rows import MAX_SORT_KEY, Filter
from storehook.queues.dead_letters import LetterFilter
from storehook.queues.run_key import RunKey
from storehook.registration.record import RECORDED_EVERY
from storehook.runs.pauses import PausedKind
from storehook.runs.run import Run, State
from storehook.stores.store import Status, Store

__all__ = [
    "MAX_SORT_KEY",
    "RECORDED_EVERY",
    "Filter",
    "LetterFilter",
    "PausedKind",
    "Result",
    "Run",
    "RunKey",
    "State",
    "Status",
    "Store",
]
