"""Report of the loads, with one row per load."""

from collections.abc import Sequence

from tests.chaos.load.account import VISIBLE, Account
from tests.chaos.load.campaign import CHANCE, FAIR, PACE, STORES, violations

HEAD = f"""# Load

{STORES} stores send events to the bundle that `sam` builds and deploys to the local AWS. One of the stores does a
bulk import. Some actions fail once, and some fail for good. Some events are coalesced, and to some no action
subscribes. Orders are read from the stand-in store, stored and written back, and the stand-in store throttles.
Every tenth delivery is sent twice. One in {1 / CHANCE:.0f} calls to AWS or BigCommerce fails, before or after its
effect.

An event is accepted if it was answered 200. Each accepted event must be one run that has ended: completed, failed
with its dead letter, ignored or coalesced. No run does its work again once it has completed.

In the first two loads, the small stores together send {PACE:.0f} events a second. Consumers get one message at a
time and can handle twice as many. In the second load, one store imports as fast as its events are accepted, so its
events wait. The median time of a small store's event may be at most {FAIR} times that of the first load. In the
last two loads, all stores send as fast as they can.
"""

COLUMNS = (
    "load",
    "accepted",
    *VISIBLE,
    "processes killed",
    "work repeated",
    "time of a small store's event",
    "time of an imported event",
)


def report(accounts: Sequence[Account]) -> str:
    """Write the report, with the errors at the end."""
    head = [HEAD, f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
    return "\n".join([*head, *map(str, accounts), "", *(f"- {error}" for error in violations(accounts))])
