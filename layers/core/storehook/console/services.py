"""The services behind the console's routes."""

from dataclasses import dataclass

from storehook.operations.actions_service import ActionsService
from storehook.operations.audit import Audit
from storehook.operations.log_lines import RunLog
from storehook.operations.overview import Overview
from storehook.operations.pauses_service import PausesService
from storehook.operations.records_service import RecordsService
from storehook.operations.runs_service import RunsService
from storehook.operations.stores_service import StoresService


@dataclass(frozen=True, slots=True)
class AboutAnswer:
    """The version of the stack, and whether it is the local one that `make run` deploys."""

    version: str
    is_local: bool


@dataclass(frozen=True, slots=True)
class Console:
    """The services behind the console's routes."""

    runs: RunsService
    actions: ActionsService
    run_log: RunLog
    overview: Overview
    stores: StoresService
    pauses: PausesService
    audit: Audit
    about: AboutAnswer
    records: RecordsService
