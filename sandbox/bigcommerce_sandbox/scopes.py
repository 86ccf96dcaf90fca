"""The webhook scopes that BigCommerce knows, and which of them a pattern covers.

Source: BigCommerce docs, "Webhook events", the webhooks OpenAPI file and the callback schemas, as of April 2026.
Scopes are case-sensitive: most are camelCase, the inventory ones are snake_case.
"""

import re
from collections.abc import Sequence
from functools import cache

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
    """Every scope that can be subscribed to, wildcards included; `{id}` stands for a channel's number."""
    families = (line.split(": ") for line in _FAMILIES.strip().splitlines())
    endings = ((prefix, rest.replace("@", "created updated deleted").split()) for prefix, rest in families)
    concrete = {f"store/{prefix}/{ending}" for prefix, found in endings for ending in found}
    return frozenset(concrete | {f"store/{prefix}/*" for prefix in _WILDCARDS.split()})


def is_known(scope: str) -> bool:
    """Tell whether BigCommerce has a scope."""
    return _CHANNEL.sub("store/channel/{id}/", scope) in known() or scope in known()


def covers(pattern: str, scope: str) -> bool:
    """Return true if a subscription to `pattern` gets events of `scope`.

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


def _alike(wanted: Sequence[str], given: Sequence[str]) -> bool:
    return all(want in ("*", "{id}") or want == have for want, have in zip(wanted, given, strict=True))
