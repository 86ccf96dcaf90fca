"""Subscriptions: when each scope's webhook last delivered, and the gap that a broken one leaves. Pure functions.

One rule covers all causes. A scope delivers as long as each reconciliation finds the same webhook, active and at our
address, and neither a block, a reinstallation nor a report of lost events. Otherwise its subscription is broken, and
keeps the time of the earliest event that it may have lost. BigCommerce may have been retrying deliveries of a webhook
that is lost, so this time lies before its last delivery. When it delivers again, the time since then is a gap. A
subscription that stays broken doesn't change the time of any other.
"""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from storehook.registration.apply import AppliedPlan
from storehook.registration.desired import overlaps
from storehook.registration.observation import Observation
from storehook.registration.record import MAX_SCOPES, GapCause, Registration, Subscription
from storehook.registration.webhook import Webhook
from storehook.stores.gaps import MOST, Gaps, Interval
from storehook.webhooks.event import CLOCK_SKEW
from storehook.webhooks.scopes import covers

RETRY_SPAN = 49 * 3600.0
"""Seconds. BigCommerce retries a delivery for 48.07 hours (docs, webhooks overview) before it deactivates the webhook.
The events that it gave up on are as old as that."""

GRACE = 3600.0
"""Seconds for which a scope keeps its webhook although nothing needs it any more. A deploy may be rolled back, and a
list of channels may have been incomplete."""

REMEMBERED = 7 * 24 * 3600.0
"""Seconds after which a dropped scope counts as new. A mistaken deploy is rolled back sooner. An action that somebody
adds weeks later should not run for what happened in between."""

SETTLING = 60 + CLOCK_SKEW
"""Seconds from a repair to the end of its gap: BigCommerce may take a minute until it delivers to a new webhook
(docs, webhooks overview). An event that was delivered in that time has a run by then."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Time in which events may have been lost, in unix seconds.

    Args:
        scope: scope of the subscription; empty for the time of a block, which affected all.
    """

    cause: GapCause
    since: float
    until: float
    scope: str = ""


def recent_scopes(last: Registration, now: float) -> set[str]:
    """Return the scopes that something needed less than `GRACE` ago."""
    return {
        subscription.scope
        for subscription in last.subscriptions
        if not subscription.absent_since or now - subscription.absent_since < GRACE
    }


def mark(last: Registration, observation: Observation, usable_since: float, now: float) -> Registration:
    """Return the last registration, with the reason for each subscription that no longer delivers.

    It is stored before anything is repaired. If the process dies after the repair, the next reconciliation finds every
    webhook in place and still knows what was broken, and which webhooks may have been created.

    Args:
        usable_since: time since when the app has been installed and its token accepted, in unix seconds.
        now: start of the reconciliation, in unix seconds.
    """
    listed = {webhook.id: webhook for webhook in observation.existing}
    check = _Check(last, observation.needed, observation.unlisted, listed, usable_since, now)
    known = {subscription.scope for subscription in last.subscriptions}
    marked = [check.marked(subscription, subscription.scope) for subscription in last.subscriptions]
    for scope in check.needed.keys() - known:
        marked += check.inherited(scope) or [Subscription(scope, 0, now)]
    return replace(last, subscriptions=_sorted(marked), exhausted_seen=_exhausted_at(last))


def conclude(
    marked: Registration,
    observation: Observation,
    applied: AppliedPlan,
    now: float,
    until: float,
    *,
    earliest: float,
    blocked: bool,
) -> tuple[tuple[Subscription, ...], list[Gap]]:
    """Return the subscriptions after a repair, and the gaps of those that deliver again.

    Args:
        now: as for `mark`.
        until: end of the gaps.
        earliest: earliest time that may be caught up, in unix seconds. A scope that was dropped before counts as new.
    """
    needed = observation.needed
    delivering = _delivering(marked, needed, applied)
    scopes = {subscription.scope for subscription in delivering}
    absent = [subscription for subscription in marked.subscriptions if subscription.scope not in scopes]
    lost = [
        _broken(subscription, "missing", marked)
        for subscription in absent
        if subscription.scope in needed and (subscription.webhook_id or applied.stopped)
    ]
    others = [*lost, *_remembered(absent, needed, max(earliest, now - REMEMBERED))]
    if blocked:
        return _sorted([*map(_blocked, delivering), *others]), []
    gaps = [
        Gap(subscription.broken, subscription.delivered_until, until, subscription.scope)
        for subscription in delivering
        if subscription.broken
    ]
    well = [replace(subscription, delivered_until=now, broken=None) for subscription in delivering]
    return _sorted([*well, *others]), gaps


def lost_since(subscription: Subscription, last: Registration) -> float:
    """Return the time of the earliest event that is lost if a subscription breaks now, in unix seconds.

    BigCommerce may have been retrying its deliveries. No event of a webhook is older than the webhook.
    """
    if subscription.broken not in (None, "blocked") or not subscription.webhook_id:
        return subscription.delivered_until
    created = max((webhook.since for webhook in last.webhooks if webhook.id == subscription.webhook_id), default=0)
    return min(subscription.delivered_until, max(created, subscription.delivered_until - RETRY_SPAN))


def opened(gaps: Sequence[Gap], retried: Gaps, now: float) -> tuple[list[Gap], Gaps]:
    """Return the gaps to catch up, and the times of blocks that are left to BigCommerce's retries for now.

    BigCommerce delivers a block's events later. A catch-up before its last retry would run their actions twice.
    """
    blocks = [gap for gap in gaps if gap.cause == "blocked"]
    if blocks:
        retried = _with_block(retried, Interval.of(min(gap.since for gap in blocks), blocks[0].until))
    due = [block for block in retried if block.until + RETRY_SPAN <= now]
    others = [gap for gap in gaps if gap.cause != "blocked"]
    return (
        [*others, *(Gap("blocked", block.since, block.until) for block in due)],
        tuple(block for block in retried if block not in due),
    )


def _with_block(retried: Gaps, block: Interval) -> Gaps:
    # The earliest ones stay apart, so that they are due in time.
    if len(retried) < MOST:
        return (*retried, block)
    return (*retried[:-1], Interval(retried[-1].since, block.until))


@dataclass(frozen=True, slots=True)
class _Check:
    """Check of subscriptions against the webhooks that were listed before a repair."""

    last: Registration
    needed: Mapping[str, str]
    unlisted: Container[str]
    listed: Mapping[int, Webhook]
    usable_since: float
    now: float

    def marked(self, subscription: Subscription, scope: str) -> Subscription:
        """Return a subscription with the reason why it doesn't deliver a scope's events, if so."""
        current = replace(subscription, absent_since=self._absent_since(subscription, scope))
        cause = self._cause(subscription, scope)
        return current if cause is None else _broken(current, cause, self.last)

    def inherited(self, scope: str) -> list[Subscription]:
        """Return the subscription of a new scope: that of an old one whose events it also gets, or none.

        Of several, it is the one that lost the most.
        """
        old = [other for other in self.last.subscriptions if overlaps(scope, [other.scope])]
        marked = sorted((self.marked(other, scope) for other in old), key=_loss)
        return [replace(other, scope=scope) for other in marked[:1]]

    def _webhook(self, subscription: Subscription) -> Webhook | None:
        if subscription.webhook_id:
            return self.listed.get(subscription.webhook_id)
        # The process that created it died before it stored the ID.
        place = subscription.scope, self.needed.get(subscription.scope)
        created = (webhook for webhook in self.listed.values() if (webhook.scope, webhook.destination) == place)
        return next(created, None)

    def _absent_since(self, subscription: Subscription, scope: str) -> float:
        if scope in self.needed and scope not in self.unlisted:
            return 0.0
        return subscription.absent_since or self.now

    def _cause(self, subscription: Subscription, scope: str) -> GapCause | None:
        webhook, destination = self._webhook(subscription), self.needed.get(scope)
        if self._is_inactive(subscription, webhook):
            return "inactive"
        if destination is None:
            return "dropped"
        if webhook is None or webhook.scope != subscription.scope:
            return "missing"
        if webhook.destination != destination:
            return "moved"
        return "reinstalled" if subscription.delivered_until < self.usable_since else None

    def _is_inactive(self, subscription: Subscription, webhook: Webhook | None) -> bool:
        is_news = _exhausted_at(self.last) != self.last.exhausted_seen
        if is_news and self.last.exhausted and self.last.exhausted.webhook_id == subscription.webhook_id:
            return True
        return webhook is not None and not webhook.active


def _delivering(marked: Registration, needed: Mapping[str, str], applied: AppliedPlan) -> list[Subscription]:
    """Return the subscriptions whose webhooks are in place after a repair. Those of lost webhooks are still broken."""
    known = {subscription.scope: subscription for subscription in marked.subscriptions}
    deleted = {step.webhook.id for step in applied.done if step.kind == "delete" and step.webhook}
    explained = deleted | {webhook.id for webhook in applied.webhooks} | {0}
    delivering: dict[str, Subscription] = {}
    # Of two on one scope, the one with the lower id stays.
    for webhook in sorted(applied.webhooks, key=lambda webhook: -webhook.id):
        if webhook.active and needed.get(webhook.scope) == webhook.destination:
            before = known[webhook.scope]
            # Between the list and the repair, somebody may have replaced the webhook.
            current = before if before.webhook_id in explained else _broken(before, "missing", marked)
            delivering[webhook.scope] = replace(current, webhook_id=webhook.id)
    return list(_sorted(delivering.values()))


def _remembered(absent: Iterable[Subscription], needed: Collection[str], earliest: float) -> list[Subscription]:
    """Return the subscriptions that nothing needs, but that may be needed again. A needed scope may replace one."""
    dropped = [
        subscription
        for subscription in absent
        if subscription.scope not in needed
        and subscription.absent_since >= earliest
        and not any(covers(scope, subscription.scope) for scope in needed)
    ]
    latest = sorted(dropped, key=lambda subscription: -subscription.absent_since)
    return latest[: max(0, MAX_SCOPES - len(needed))]


def _broken(subscription: Subscription, cause: GapCause, last: Registration) -> Subscription:
    # A block's events are retried, so any other cause counts more.
    if subscription.broken not in (None, "blocked"):
        return subscription
    return replace(subscription, broken=cause, delivered_until=lost_since(subscription, last))


def _blocked(subscription: Subscription) -> Subscription:
    return replace(subscription, broken=subscription.broken or "blocked")


def _exhausted_at(last: Registration) -> float:
    return last.exhausted.at if last.exhausted else 0.0


def _loss(subscription: Subscription) -> tuple[bool, float]:
    return not subscription.broken, subscription.delivered_until


def _sorted(subscriptions: Iterable[Subscription]) -> tuple[Subscription, ...]:
    return tuple(sorted(subscriptions, key=lambda subscription: subscription.scope))
