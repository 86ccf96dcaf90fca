"""Events of a load: most succeed, and some of every other kind."""

from collections import Counter
from dataclasses import dataclass
from random import Random

from tests.chaos.scene import Ends

SECONDS = 0.5
"""The duration of an action, as if it called an API."""


@dataclass(frozen=True)
class Kind:
    """A kind of event.

    Args:
        ends: the final state of its runs.
        fails: when its action fails: `never`, `once` or `until fixed`.
        share: its share of 20 events.
    """

    scope: str
    ends: Ends
    fails: str = "never"
    share: int = 1

    def data(self, random: Random) -> dict[str, object]:
        """Draw the data of one event."""
        if "order" in self.scope:
            return {"type": "order", "id": random.choice((100, 101))}
        return {"type": "cart", "id": f"cart-{random.randrange(50)}", "fails": self.fails, "seconds": SECONDS}


KINDS = [
    kind
    for kind in (
        Kind("store/cart/created", Counter({("work", "completed"): 1}), share=8),
        Kind("store/cart/created", Counter({("work", "completed"): 1}), fails="once", share=2),
        Kind("store/cart/created", Counter({("work", "failed"): 1}), fails="until fixed"),
        Kind("store/cart/deleted", Counter({("gather", "coalesced"): 1}), share=3),
        Kind("store/cart/converted", Counter({("(none)", "ignored"): 1})),
        Kind("store/cart/lineItem/created", Counter({("work_in_long_lane", "completed"): 1})),
        Kind("store/order/updated", Counter({("keep", "completed"): 1}), share=4),
    )
    for _ in range(kind.share)
]
"""Each kind, as often as its share says."""
