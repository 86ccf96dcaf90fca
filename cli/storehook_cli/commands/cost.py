"""What a month costs."""

from typing import Annotated

import typer

from storehook_cli.commands.parameters import AsJson
from storehook_cli.costs.prices import LOOKED_UP
from storehook_cli.costs.usage import BATCH, Workload, dollars, naive, usage
from storehook_cli.views.printing import print_json, print_table, say

HEADS = ("SERVICE", "DOLLARS", "LESS THE FREE TIER", "A NAIVE HANDLER")

MOST = 10**12
"""Of what is counted in a month; dollars are computed with some fifteen digits."""


def cost(
    *,
    events: Annotated[int, typer.Option(min=0, max=MOST, help="Webhooks in a month.")] = 1_000_000,
    stores: Annotated[int, typer.Option(min=1, max=MOST, help="Stores that they are of.")] = 100,
    actions: Annotated[int, typer.Option(min=1, max=MOST, help="Actions that want each.")] = 1,
    failing: Annotated[
        float, typer.Option(min=0, max=100, help="Runs of a hundred that fail for good, after nine attempts.")
    ] = 0.0,
    at_once: Annotated[
        int, typer.Option(min=1, max=BATCH, help="Webhooks of a store that come at the same time, as in bursts.")
    ] = 1,
    as_json: AsJson = False,
) -> None:
    """Show what a month costs at AWS, by service.

    It is computed from counted calls and list prices, and asks nobody. Unless told otherwise the events are spread
    over the day, which is dearer than bursts. What your actions store comes on top, and so do reconciles of thousands
    of stores.
    """
    workload = Workload(events, stores, actions, failing / 100, at_once)
    taken, other = usage(workload), dollars(naive(workload))
    ours, less = dollars(taken), dollars(taken, free_tier=True)
    if as_json:
        print_json({"storehook": ours, "less_the_free_tier": less, "naive": other})
        return
    rows = [(name, ours[name], less[name], other.get(name, 0.0)) for name in sorted(ours, key=lambda name: -ours[name])]
    sums = ("together", *(sum(each.values()) for each in (ours, less, other)))
    print_table(HEADS, ((name, *(f"{each:10,.2f}" for each in found)) for name, *found in [*rows, sums]))
    say(f"List prices of us-east-1, {LOOKED_UP}. A naive handler does all before it answers, in one function:")
    say("what fails is lost, or runs again as a whole.")
