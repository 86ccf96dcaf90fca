"""Absences of actions: events that an action may miss while it is not deployed. Pure functions.

A deploy may drop an action by mistake, and another action may keep its scope. Then the scope's webhook delivers all the
time, but no delivery and no catch-up reaches the absent action. So a registration remembers since when each action is
deployed with each scope. When an action is back, the scope's subscriptions count as broken since the time from which it
may have missed events. The gap that they leave is caught up like any other.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

from storehook.registration.desired import overlaps
from storehook.registration.record import ActionScope, Registration, Subscription
from storehook.registration.subscriptions import REMEMBERED, lost_since
from storehook.stores.gaps import Gaps
from storehook.webhooks.scopes import covers

type Deployed = Collection[tuple[str, str]]
"""Scopes of the deployed actions, each after the name of its action."""


def with_actions(last: Registration, deployed: Deployed, open_gaps: Gaps, now: float) -> Registration:
    """Return the registration with the actions that are deployed now.

    Args:
        open_gaps: what a catch-up may cover while an action is absent.
    """
    pending = [gap.since for gap in (*open_gaps, *last.retried_gaps)]
    known = [known for known in last.action_scopes if not known.absent_since or now - known.absent_since < REMEMBERED]
    returned = [known for known in known if known.absent_since and _is_deployed(known, deployed)]
    after = [_noted(known, deployed, last, pending, now) for known in known]
    new = {*deployed} - {(known.action, known.scope) for known in known}
    after += [ActionScope(action, scope, now) for action, scope in new]
    return replace(
        last,
        action_scopes=tuple(sorted(after, key=lambda known: (known.action, known.scope))),
        subscriptions=tuple(_with_losses(subscription, returned) for subscription in last.subscriptions),
    )


def _is_deployed(known: ActionScope, deployed: Deployed) -> bool:
    """Return whether the action gets the scope's events, maybe by a wider scope."""
    return any(action == known.action and covers(scope, known.scope) for action, scope in deployed)


def _noted(
    known: ActionScope, deployed: Deployed, last: Registration, pending: Iterable[float], now: float
) -> ActionScope:
    if _is_deployed(known, deployed):
        return replace(known, absent_since=0.0)
    if known.absent_since:
        return known
    lost = (lost_since(subscription, last) for subscription in _concerned(known.scope, last.subscriptions))
    # It gets no event from before it was first deployed.
    since = max(known.since, min([now, *pending, *lost]))
    return replace(known, since=since, absent_since=now)


def _with_losses(subscription: Subscription, returned: Iterable[ActionScope]) -> Subscription:
    starts = [known.since for known in returned if _concerned(known.scope, [subscription])]
    if not starts:
        return subscription
    since = min([subscription.delivered_until, *starts])
    return replace(subscription, delivered_until=since, broken=subscription.broken or "dropped")


def _concerned(scope: str, subscriptions: Iterable[Subscription]) -> list[Subscription]:
    return [subscription for subscription in subscriptions if overlaps(scope, [subscription.scope])]
