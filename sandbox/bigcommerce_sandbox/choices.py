"""The behavior of the sandbox where BigCommerce's documents are silent or contradict themselves.

A test that wants to know whether something works either way gives it the other choice. What costs nobody anything is
not here: there the sandbox is simply as strict as the documents let it be.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Choices:
    """One way to behave. Sources: BigCommerce docs, webhooks overview, and the reference of each list.

    Args:
        refusal: the status for a hook whose scope and destination are taken, or whose scope is full. The limits are
            documented, and nothing of how they are told.
        active_unless_told: whether a new hook whose request leaves out `is_active` is active. The v3 reference says so,
            older pages say it is not.
        ready_after: seconds before a new hook gets events. "Up to one minute" is documented.
        signs_anew: whether each attempt has a new timestamp and signature, or keeps those of the first one.
        tells_own_scope: whether a hook on a wildcard is told that wildcard as the `scope`, instead of the event's own.
        copies: how often each event is sent to a hook. Duplicates without any failure are documented, and observed.
        outlives_hook: whether a delivery is tried again after its hook has been switched off or deleted.
        includes_moment: whether a filter such as `date_modified:min` lets through what was changed at that very moment.
            The customers reference says "after this date"; the others name it a minimum.
        concurrent_for: seconds that a request runs whose concurrent requests are limited. How long they take is not
            documented; with 0, only those that arrive together are concurrent.
    """

    refusal: Literal[400, 409, 422] = 422
    active_unless_told: bool = True
    ready_after: float = 0
    signs_anew: bool = True
    tells_own_scope: bool = False
    copies: int = 1
    outlives_hook: bool = True
    includes_moment: bool = True
    concurrent_for: float = 0.005


USUAL = Choices()
