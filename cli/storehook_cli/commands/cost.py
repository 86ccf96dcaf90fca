"""What a month costs."""

from typing import Annotated

import typer

from storehook_cli.commands.parameters import AsJson
from storehook_cli.costs.prices import LOOKED_UP
from storehook_cli.costs.usage import Workload, dollars, usage
from storehook_cli.views.printing import print_json, print_table, say

HEADS = ("SERVICE", "DOLLARS")


def cost(
    *,
    events: Annotated[int, typer.Option(min=0, help="Webhooks in a month.")] = 1_000_000,
    stores: Annotated[int, typer.Option(min=1, help="Stores that they are of.")] = 100,
    actions: Annotated[int, typer.Option(min=1, help="Actions that want each.")] = 1,
    failing: Annotated[
        float, typer.Option(min=0, max=100, help="Runs of a hundred that fail for good, after nine attempts.")
    ] = 0.0,
    as_json: AsJson = False,
) -> None:
    """Show what a month costs at AWS, by service.

    It is computed from counted calls and list prices, and asks nobody. The events are spread over the day, which is
    dearer than bursts. What your actions store comes on top, and so do reconciles of thousands of stores.
    """
    found = dollars(usage(Workload(events, stores, actions, failing / 100)))
    rows = sorted(found.items(), key=lambda each: -each[1])
    if as_json:
        print_json({name: round(value, 2) for name, value in rows})
        return
    print_table(HEADS, ((name, f"{value:10,.2f}") for name, value in [*rows, ("together", sum(found.values()))]))
    say(f"List prices of us-east-1, {LOOKED_UP}, without the free tier.")
