"""Report of the loads, with one row per load."""

from collections.abc import Sequence

from tests.chaos.load.account import VISIBLE, Account
from tests.chaos.load.campaign import CHANCE, FAIR, PACE, REPEATED, STORES, violations

HEAD = f"""# Load

This test sends events of {STORES} stores to the bundle that `sam` builds and deploys to the local AWS. It checks how
each event ends. It also measures whether the bulk import of one store delays the events of the others, the small
stores.

The events are of several kinds. Some actions fail at their first attempt, and some always fail. Some events are
coalesced, and some have no subscribed action. One action fetches an order from the stand-in store, saves it as a
record, and writes to the order. The stand-in store enforces an API quota. About one in {1 / REPEATED:.0f} deliveries is
sent twice. About one in {1 / CHANCE:.0f} calls to AWS or BigCommerce fails, either before or after it takes effect.

An event is accepted once ingest answers 200. These are violations:

- An accepted event has no run, or its run doesn't end as it must: completed, failed with its dead letter, ignored or
  coalesced.
- A run exists without an accepted event, and isn't that of a window.
- A run does its work again after it has completed. Before that, work may be repeated, because a call failed or a
  process died. The column "work repeated" counts these repeats. In the first two loads, the run must show each of them
  as a lost attempt.
- In the second load, the median time of small stores' events is more than {FAIR} times that of the first load.
- No call failed by chance in one of the three ways: before its effect, after it, or with its answer lost.
- In the fourth load, no process of some function was killed.
- The comparison of these two loads means nothing, because too few events were measured or the import didn't wait.

The loads:

1. The small stores together send {PACE:.0f} events a second. Consumers get one message at a time, and can handle
   twice as many events.
2. The same, while one store imports. It sends its events as fast as they are accepted, so they wait in the queue.
3. All stores send as fast as their events are accepted.
4. The same, while processes are killed.

The time of an event is from its acceptance to the completion of its run. The table shows the median, and the number
of events that it is taken of: those of one action, completed at the first attempt, accepted during the import.
"""

COLUMNS = (
    "load",
    "accepted",
    *VISIBLE,
    "calls failed",
    "processes killed",
    "work repeated",
    "time of a small store's event",
    "time of an imported event",
)


def report(accounts: Sequence[Account]) -> str:
    """Write the report, with the errors at the end."""
    head = [HEAD, f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
    return "\n".join([*head, *map(str, accounts), "", *(f"- {error}" for error in violations(accounts))])
