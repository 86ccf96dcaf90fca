"""What answers the console's requests."""

from dataclasses import dataclass

from storehook.operations.actions_service import ActionsService
from storehook.operations.answers import AboutAnswer
from storehook.operations.audit import Audit
from storehook.operations.log_lines import RunLog
from storehook.operations.overview import Overview
from storehook.operations.pauses_service import PausesService
from storehook.operations.records_service import RecordsService
from storehook.operations.runs_service import RunsService
from storehook.operations.stores_service import StoresService


@dataclass(frozen=True, slots=True)
class Console:
    """What answers the console's requests.

    Args:
        runs: about runs.
        actions: about actions.
        run_log: about what runs have logged.
        overview: about many runs at once.
        stores: about stores.
        pauses: about what is paused.
        audit: about what operators have asked for.
        about: which stack this is.
        records: about records.
    """

    runs: RunsService
    actions: ActionsService
    run_log: RunLog
    overview: Overview
    stores: StoresService
    pauses: PausesService
    audit: Audit
    about: AboutAnswer
    records: RecordsService
