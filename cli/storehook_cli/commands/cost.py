"""What a month costs."""

from typing import Annotated

import typer

from storehook_cli.commands.parameters import AsJson
from storehook_cli.costs.prices import LOOKED_UP
from storehook_cli.costs.usage import Workload, dollars, naive, usage
from storehook_cli.views.printing import print_json, print_table, say

HEADS = ("SERVICE", "DOLLARS", "A NAIVE HANDLER")


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
    workload = Workload(events, stores, actions, failing / 100)
    ours, other = dollars(usage(workload)), dollars(naive(workload))
    if as_json:
        print_json({"storehook": ours, "naive": other})
        return
    rows = [(name, ours[name], other.get(name, 0.0)) for name in sorted(ours, key=lambda name: -ours[name])]
    sums = ("together", sum(ours.values()), sum(other.values()))
    print_table(HEADS, ((name, f"{mine:10,.2f}", f"{its:10,.2f}") for name, mine, its in [*rows, sums]))
    say(f"List prices of us-east-1, {LOOKED_UP}, without the free tier. A naive handler does all before it answers,")
    say("in one function: what fails is lost, or runs again as a whole.")
