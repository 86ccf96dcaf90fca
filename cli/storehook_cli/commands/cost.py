"""`storehook cost`: an estimate of the monthly AWS bill."""

from typing import Annotated

import typer

from storehook_cli.commands.parameters import AsJson
from storehook_cli.costs.prices import LOOKED_UP
from storehook_cli.costs.usage import BATCH, Workload, dollars, flood, naive, usage
from storehook_cli.views.printing import print_json, print_table, say

HEADS = ("SERVICE", "DOLLARS", "AFTER FREE TIER", "NAIVE HANDLER")

MOST = 10**12
"""Largest count per month. Dollars are computed with about fifteen digits."""

MOST_MINUTES = 24 * 60
"""Longest time between two reconciliations."""


def cost(
    *,
    events: Annotated[int, typer.Option(min=0, max=MOST, help="Events per month.")] = 1_000_000,
    stores: Annotated[int, typer.Option(min=1, max=MOST, help="Number of stores.")] = 100,
    actions: Annotated[int, typer.Option(min=1, max=MOST, help="Actions per event.")] = 1,
    failing: Annotated[
        float, typer.Option(min=0, max=100, help="Percentage of runs that fail after all nine attempts.")
    ] = 0.0,
    at_once: Annotated[
        int, typer.Option(min=1, max=BATCH, help="Events of a store that arrive at the same time, as in bursts.")
    ] = 1,
    schedule: Annotated[int, typer.Option(min=1, max=MOST_MINUTES, help="Minutes of ReconcileSchedule.")] = 15,
    protected: Annotated[bool, typer.Option("--protected", help="With Protected=true.")] = False,
    as_json: AsJson = False,
) -> None:
    """Estimate the monthly AWS cost, by service.

    Uses counted calls and list prices. Needs no network. By default, events are spread evenly over the day, which costs
    more than bursts. Excludes what your actions store, and the dashboard.
    """
    workload = Workload(events, stores, actions, failing / 100, at_once, schedule, protected)
    taken, other = usage(workload), dollars(naive(workload))
    ours, less = dollars(taken), dollars(taken, free_tier=True)
    if as_json:
        print_json({"storehook": ours, "after_free_tier": less, "naive": other})
        return
    rows = [(name, ours[name], less[name], other.get(name, 0.0)) for name in sorted(ours, key=lambda name: -ours[name])]
    sums = ("total", *(sum(costs.values()) for costs in (ours, less, other)))
    print_table(HEADS, ((name, *(f"{cost:10,.2f}" for cost in costs)) for name, *costs in [*rows, sums]))
    say(f"List prices of us-east-1, {LOOKED_UP}. The naive handler does all work in one function, before it answers.")
    say("If it fails, the event is lost, or all of its work is repeated.")
    hundred = sum(dollars(flood(100)).values())
    say(f"A flood of forged deliveries costs ${hundred:,.0f} a day for each 100 a second. DeliveryRate bounds it.")
