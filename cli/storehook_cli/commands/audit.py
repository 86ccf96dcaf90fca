"""`storehook audit`: what operators did."""

from typing import Annotated

import typer

from storehook_cli.commands.parameters import AsJson
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.printing import instant, print_json, print_table

HEADS = ("WHEN", "WHO", "OPERATION", "SUBJECT", "DETAIL")
NARROW = (("WHEN",), ("OPERATION SUBJECT", "DETAIL", "WHO"))


@on_stack
def audit(
    deployment: Deployment,
    *,
    limit: Annotated[int, typer.Option(min=1, max=1_000, help="At most this many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List what operators did, newest first.

    Covers what the console and this command change, and the payloads and records that they show. Entries are never
    deleted.
    """
    entries = deployment.audit().newest(limit)
    if as_json:
        print_json(entries)
    else:
        rows = ((instant(entry.at), entry.by, entry.operation, entry.subject, entry.detail) for entry in entries)
        print_table(HEADS, rows, empty="The audit log is empty.", narrow=NARROW)
