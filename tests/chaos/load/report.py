"""The report of the load: each account in a row."""

from collections.abc import Sequence

from tests.chaos.load.campaign import STORES, VISIBLE, Account

HEAD = f"""# Load

{STORES} stores on the local AWS, in the bundle as `sam` builds and deploys it; one of them imports, and sends half of
all events. Some actions fail once, some for good; some events are coalesced, some no action wants; orders are read
from the stand-in store, kept and written back to, and it throttles; every tenth delivery comes twice. Accepted is what
was answered 200, and each is one run that has ended: completed, failed with its dead letter, ignored or coalesced.

The local AWS gives messages in the order in which they came, whichever store they are of: it does not know fair queues,
so that a small store's events wait behind the import here, and behind their own store's alone on AWS.

```
make chaos ONLY=load
```
"""


def report(accounts: Sequence[Account]) -> str:
    """All accounts, and what was wrong."""
    columns = f"| load | accepted | {' | '.join(VISIBLE)} | processes killed | median of a small store |"
    wrongs = [f"- {wrong}" for account in accounts for wrong in account.violations()]
    return "\n".join([HEAD, columns, f"|---|{'---|' * (len(VISIBLE) + 3)}", *map(str, accounts), "", *wrongs])
