"""The webhook scopes that BigCommerce knows, and which of them a pattern covers.

Source: BigCommerce docs, "Webhook events", the webhooks OpenAPI file and the callback schemas, as of April 2026.
Scopes are case-sensitive: most are camelCase, the inventory ones are snake_case.
"""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import cache

from storehook.errors import UnknownScope

# One line a family: `prefix: endings`. `@` stands for created, updated and deleted.
_FAMILIES = """
order: created updated archived statusUpdated message/created refund/created transaction/created transaction/updated
order/metafield: @
product: @ inventory/updated inventory/order/updated
product/metafield: @
product/variant/metafield: @
sku: @ inventory/updated inventory/order/updated
category: @
category/metafield: @
brand/metafield: @
customer: @ payment/instrument/default/updated channel/login/access/updated
customer/address: @
cart: @ couponApplied abandoned converted
cart/lineItem: @
cart/metafield: @
shipment: @
subscriber: @
app: uninstalled
information: updated
hook: deliveryException
modifier: updated
option: updated
redirects: updated
metafield: @
store/metafield: @
inventory/location: created updated
inventory/location/metafield: @
priceList: @ activated deactivated
priceList/record: @
priceList/records: @
priceList/assignment: updated deleted
priceLists: deleted
channel: created updated
channel/metafield: @
channel/*/inventory/product: stock_changed low_stock_reached out_of_stock_reached settings_changed
channel/{id}/cart: @ couponApplied abandoned converted
channel/{id}/cart/lineItem: @
channel/{id}/category: @
channel/{id}/category/product: assigned unassigned
channel/{id}/categoryTree: updated
channel/{id}/email/templates: updated deleted
channel/{id}/notifications: abandonedCart/updated inventory/updated
channel/{id}/order: created updated archived statusUpdated message/created refund/created
channel/{id}/page: created updated
channel/{id}/product: assigned unassigned
channel/{id}/script: created updated
channel/{id}/socialMediaLinks: updated
channel/{id}/theme/configuration: created activated
channel/{id}/settings: SEO/updated catalog/updated category/updated checkout/updated currency/updated
channel/{id}/settings: customerPrivacy/updated defaultCustomerGroup/updated logo/updated logo/image/updated
channel/{id}/settings: favicon/image/updated product/updated profile/updated robots/updated route/updated
channel/{id}/settings: searchContextFilters/updated security/updated site/updated
channel/{id}/settings/site/checkoutUrl: updated deleted
channel/{id}/settings/emailStatus: updated deleted
channel/{id}/settings/locale: added updated deleted
company: @ statusUpdated superadmin/assignmentUpdated
company/user: @
company/address: @
superadmin: @ assignmentUpdated
quote: @ statusUpdated
"""

_WILDCARDS = """
order product product/metafield product/variant/metafield sku category brand/metafield customer customer/address
cart cart/lineItem shipment subscriber metafield inventory/location/metafield channel channel/{id}/cart
channel/{id}/cart/lineItem channel/{id}/category channel/{id}/order channel/{id}/settings
"""

_CHANNEL = re.compile(r"^store/channel/(\d+|\*)/")


@cache
def known() -> frozenset[str]:
    """Return every scope that can be subscribed to, wildcards included. `{id}` stands for a channel's number."""
    families = (line.split(": ") for line in _FAMILIES.strip().splitlines())
    endings = ((prefix, rest.replace("@", "created updated deleted").split()) for prefix, rest in families)
    concrete = {f"store/{prefix}/{ending}" for prefix, found in endings for ending in found}
    return frozenset(concrete | {f"store/{prefix}/*" for prefix in _WILDCARDS.split()})


def check(scope: str) -> str:
    """Return the scope if BigCommerce has it.

    Raises:
        UnknownScope: it has not. The message names the nearest one.
    """
    if general(scope) in known():
        return scope
    raise UnknownScope(scope, _nearest(scope))


def _nearest(scope: str) -> str | None:
    """Return the most similar scope about the same resource, or about one whose name is similar."""
    resources = {_resource(other) for other in known()}
    resource = _close(_resource(scope), resources)
    about_it = [other for other in known() if _resource(other) == resource]
    return _close(scope, about_it, cutoff=0.0) or _close(scope, known(), cutoff=0.8)


def _resource(scope: str) -> str:
    return scope.partition("/")[2].partition("/")[0]


def _close(text: str, candidates: Iterable[str], cutoff: float = 0.7) -> str | None:
    return next(iter(get_close_matches(text, sorted(candidates), n=1, cutoff=cutoff)), None)


def general(scope: str) -> str:
    """Return a scope as `known` has it: with `{id}` in place of a channel's number."""
    return scope if scope in known() else _CHANNEL.sub("store/channel/{id}/", scope)


def channel_of(scope: str) -> str | None:
    """Return the number of the channel that a scope is about. None if it is not about one."""
    found = _CHANNEL.match(scope)
    return found[1] if found else None


def covers(pattern: str, scope: str) -> bool:
    """Return whether a subscription to `pattern` gets events of `scope`.

    A last `*` stands for everything below, however deep: BigCommerce fires `store/cart/*` for line items too.
    A `*` or `{id}` further left stands for one channel's number.
    """
    if pattern == scope:
        return True
    wanted, given = pattern.split("/"), scope.split("/")
    if wanted[-1] == "*":
        wanted.pop()
        given = given[: len(wanted)] if len(given) > len(wanted) else []
    return len(wanted) == len(given) and _alike(wanted, given)


def may_concern(pattern: str, told: str) -> bool:
    """Return whether a subscription to `pattern` may get an event that names its scope `told`.

    BigCommerce's documentation doesn't say if a delivery for a wildcard names the event's scope or the wildcard. So an
    event that names a wildcard may be any event below it.
    """
    if covers(pattern, told):
        return True
    stem, wanted = told.split("/")[:-1], pattern.split("/")
    return told.endswith("/*") and len(wanted) > len(stem) and _alike(wanted[: len(stem)], stem)


def _alike(wanted: Sequence[str], given: Sequence[str]) -> bool:
    return all(want in ("*", "{id}") or want == have for want, have in zip(wanted, given, strict=True))
