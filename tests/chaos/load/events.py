"""What comes in a bulk import: mostly what does well, and some of everything else."""

from collections import Counter
from dataclasses import dataclass
from random import Random

from tests.chaos.scene import Ends

SECONDS = 0.5
"""That an action takes, as one does that asks an API."""


@dataclass(frozen=True)
class Kind:
    """A kind of event.

    Args:
        scope: its scope.
        ends: what each of its runs ends as.
        fails: when its action fails, as the action knows it.
        share: of how many in 20 it is.
    """

    scope: str
    ends: Ends
    fails: str = "never"
    share: int = 1

    def data(self, random: Random) -> dict[str, object]:
        """What one is about."""
        if "order" in self.scope:
            return {"type": "order", "id": random.choice((100, 101))}
        return {"type": "cart", "id": f"cart-{random.randrange(50)}", "fails": self.fails, "seconds": SECONDS}


KINDS = [
    kind
    for kind in (
        Kind("store/cart/created", Counter({("work", "completed"): 1}), share=8),
        Kind("store/cart/created", Counter({("work", "completed"): 1}), fails="once", share=2),
        Kind("store/cart/created", Counter({("work", "failed"): 1}), fails="until mended"),
        Kind("store/cart/deleted", Counter({("gather", "coalesced"): 1}), share=3),
        Kind("store/cart/converted", Counter({("(none)", "ignored"): 1}), share=2),
        Kind("store/order/updated", Counter({("keep", "completed"): 1}), share=4),
    )
    for _ in range(kind.share)
]
"""Each as often as it comes."""
