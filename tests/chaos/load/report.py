"""The report of the load: each account in a row."""

from collections.abc import Sequence

from tests.chaos.load.account import VISIBLE, Account
from tests.chaos.load.campaign import CHANCE, FAIR, PACE, STORES, violations

HEAD = f"""# Load

{STORES} stores on the local AWS, in the bundle as `sam` builds and deploys it, of which one imports. Some actions fail
once, some for good; some events are coalesced, some no action wants; orders are read from the stand-in store, kept and
written back to, and it throttles; every tenth delivery comes twice; of {1 / CHANCE:.0f} calls to AWS or BigCommerce one
fails, before its effect or after it. Accepted is what was answered 200, and each is one run that has ended: completed,
failed with its dead letter, ignored or coalesced. No run does its work once it has completed.

In the first two loads, small stores send {PACE:.0f} events a second together, and consumers, which are given one
message at a time, can do twice as much; in the second, a store imports as fast as it is taken, so that its events wait.
A small store's take at most {FAIR} times as long, in the median. In the last two, all send as fast as they can.
"""


COLUMNS = (
    "load",
    "accepted",
    *VISIBLE,
    "processes killed",
    "work repeated",
    "a small store's event takes",
    "an imported one",
)


def report(accounts: Sequence[Account]) -> str:
    """All accounts, and what was wrong."""
    head = [HEAD, f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
    return "\n".join([*head, *map(str, accounts), "", *(f"- {wrong}" for wrong in violations(accounts))])
