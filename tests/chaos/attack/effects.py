"""Effects that an accepted request would leave behind: a message, a run, or another store."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager

from tests.chaos.accounts import all_have_ended, queued, table_rows
from tests.support.deployed import Deployed, until

KEPT = {"Runs": ("pk", "sk", "state"), "Stores": ("store_hash", "status", "token", "installed_at")}
"""The compared fields of each table. Fields of a store that reconciliations write are left out."""

RECHECK = {"S": "recheck"}
"""The key of the row in which the timer stores the progress of rechecks."""

SLOT = "#exchange"
"""Prefix of the keys of slots for exchanges of codes, which are in the table of stores."""


def traces(deployed: Deployed) -> Mapping[str, set[str]]:
    """Return the number of messages, the runs and the stores."""
    rows = {table: table_rows(deployed, deployed.info.outputs[table]) for table in KEPT}
    rows["Runs"] = [row for row in rows["Runs"] if row["pk"] != RECHECK]
    rows["Stores"] = [row for row in rows["Stores"] if not row["store_hash"]["S"].startswith(SLOT)]
    kept = {table: {str([row.get(field) for field in KEPT[table]]) for row in rows[table]} for table in KEPT}
    return {"Queues": {f"{queued(deployed)} messages"}, **kept}


@contextmanager
def queues_stopped(deployed: Deployed) -> Generator[None]:
    """Stop reading the queues, so that messages can be counted. Wait first until nothing sends by itself."""
    until(lambda: queued(deployed) == 0 and all_have_ended(deployed), seconds=300)
    _receive(deployed, enabled=False)
    try:
        yield
    finally:
        _receive(deployed, enabled=True)


def _receive(deployed: Deployed, *, enabled: bool) -> None:
    functions = deployed.stack.emulator.client("lambda")
    for source in functions.list_event_source_mappings()["EventSourceMappings"]:
        functions.update_event_source_mapping(UUID=source.get("UUID", ""), Enabled=enabled)
