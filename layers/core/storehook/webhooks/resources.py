"""Resource of an event, such as `order/113`. Pure functions.

A resource is named by its family and its id. The family is that of the scope, as the event's own `type` does not tell
families apart: an address calls itself a customer (BigCommerce docs, "Webhook events").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import cast

from storehook.webhooks.event import NAME, Event
from storehook.webhooks.scopes import covers, may_concern

MAX_NAMES = 20
"""Resources that an event is taken to be about, at most. That of a batch may name a thousand."""

# `scopes: names`, the more specific scopes first. A name is `family=where its id stands`, or a family without ids.
# The first names the event's resource, and all of them what a write that causes the event may have named; where there
# is a `|`, that is what comes after it instead. `{id}` is the channel's number in the scope.
_EVENTS = """
order/transaction/*: order_transaction=transaction_id order=order_id
order/metafield/*: order_metafield=metafield_id order=resource_id
order/*: order=id
product/variant/metafield/*: variant_metafield=metafield_id variant=resource_id
product/metafield/*: product_metafield=metafield_id product=resource_id
product/inventory/order/updated: product=id | ordered_product=id
product/*: product=id
sku/inventory/order/updated: sku=id | ordered_product=inventory.product_id
sku/inventory/updated: sku=id variant=inventory.variant_id product=inventory.product_id
sku/*: sku=id variant=sku.variant_id product=sku.product_id
category/metafield/*: category_metafield=metafield_id category=resource_id
category/*: category=id
brand/metafield/*: brand_metafield=metafield_id brand=resource_id
customer/address/*: customer_address=id customer=address.customer_id
customer/channel/login/access/updated: | customer=customer_id
customer/*: customer=id
cart/lineItem/*: cart_line_item=id cart=cartId
cart/metafield/*: cart_metafield=metafield_id cart=resource_id
cart/*: cart=id
shipment/*: shipment=id order=orderId
subscriber/*: subscriber=id
information/updated: | settings
redirects/updated: redirect=id
store/metafield/*: store_metafield=metafield_id
metafield/*: {resource_type}_metafield=metafield_id {resource_type}=resource_id
inventory/location/metafield/*: location_metafield=metafield_id location=resource_id
inventory/location/*: location=location_id
priceList/record/*: | variant_price=variant_id
priceList/records/*: | variant_price=variant_id
priceList/assignment/*: | price_list=price_list_id
priceLists/deleted: | price_list=price_list_ids
priceList/*: price_list=price_list_id
channel/metafield/*: channel_metafield=metafield_id channel=resource_id
channel/*/inventory/product/*: | variant=variant_id product=product_id
channel/{id}/cart/lineItem/*: cart_line_item=cart_item_id cart=cart_id
channel/{id}/cart/*: cart=cart_id
channel/{id}/category/product/*: | product=product_id
channel/{id}/category/*: category=category_id
channel/{id}/categoryTree/updated: category_tree=tree_id
channel/{id}/order/*: order=order_id
channel/{id}/page/*: page=page_id
channel/{id}/product/*: | product=product_id
channel/{id}/script/*: script=uuid
channel/{id}/theme/configuration/*: | theme=theme_id theme_variation=variation_id
channel/{id}/settings/route/updated: | site=site_id settings
channel/{id}/settings/site/*: | site=site_id channel={id} settings
channel/{id}/*: | channel={id} settings
channel/*: channel=id
company/user/*: company_user=user_id
company/address/*: company_address=address_id
company/*: company=company_id
superadmin/*: superadmin=user_id
quote/*: quote=quote_id
"""

_KIND = "{resource_type}"

_CHANNEL = re.compile(r"store/channel/(\d+)/")


@dataclass(frozen=True, slots=True)
class Naming:
    """Rule that names a resource by the values in a JSON object.

    Args:
        family: what it is; `{resource_type}` stands for what the JSON says under that name.
        path: the keys that lead to its id, lists on the way passed through; empty for a family without ids.
    """

    family: str
    path: tuple[str, ...]

    def names(self, data: object) -> list[str]:
        """Return the names that are found and can be a key in a table."""
        family = self.family
        if _KIND in family:
            kind = next(_found(data, ("resource_type",)), None)
            family = family.replace(_KIND, kind) if isinstance(kind, str) else ""
        if not self.path or not family:
            return [family] if family else []
        named = (f"{family}/{value}" for value in _found(data, self.path))
        return [name for name in named if NAME.fullmatch(name)]


def naming(text: str) -> Naming:
    """Read `family=path.to.id`, or `family`."""
    family, _, path = text.partition("=")
    return Naming(family, tuple(path.split(".")) if path else ())


def resource_of(event: Event) -> str | None:
    """Return the resource of an event, such as `order/113`. Return None if there is none that can be a table key."""
    own = _about(event).own
    # What names many, as `store/priceList/records/*` does, is about none of them.
    return next(iter(own.names(event.data)), None) if own and isinstance(event.data, dict) else None


def families_of(scope: str) -> set[str]:
    """Return the families of the resources of a scope's events, such as `order`. Empty if no table names them."""
    rows = [row for row in _TABLE if may_concern(row.scopes, scope) or covers(scope, row.scopes)]
    return {row.own.family for row in (rows if scope.endswith("/*") else rows[:1]) if row.own}


def echo_of(event: Event) -> tuple[str, ...]:
    """Return the resources of which a write may have caused an event: its own, and those that it belongs to."""
    data = _with_channel(event)
    names = dict.fromkeys(name for rule in _about(event).echo for name in rule.names(data))
    return tuple(islice(names, MAX_NAMES))


def named_like(model: str, bigcommerce_id: str) -> str | None:
    """Return the resource of a record, if its model is named after a family, as `CustomerAddress` is."""
    family = re.sub(r"(?<!^)(?=[A-Z])", "_", model).lower()
    return f"{family}/{bigcommerce_id}" if family in _FAMILIES else None


@dataclass(frozen=True, slots=True)
class _About:
    """Rule that names the resources of the events of some scopes.

    Args:
        own: names their resource, if they have one.
        echo: name what a write may have named that causes them.
    """

    scopes: str
    own: Naming | None
    echo: tuple[Naming, ...]

    def fits(self, event: Event, data: object) -> bool:
        """Return whether an event has one of these scopes, and names all the resources."""
        wanted = (*((self.own,) if self.own else ()), *self.echo)
        return may_concern(self.scopes, event.scope) and all(rule.names(data) for rule in wanted)


def _about(event: Event) -> _About:
    data = _with_channel(event)
    return next((row for row in _TABLE if row.fits(event, data)), None) or _unlisted(event)


def _unlisted(event: Event) -> _About:
    """Return the rule for a scope that is not in the table: most events carry their type and id."""
    kind = event.data.get("type") if isinstance(event.data, dict) else None
    own = Naming(kind, ("id",)) if isinstance(kind, str) else None
    return _About(event.scope, own, (own,) if own else ())


def _with_channel(event: Event) -> object:
    channel = _CHANNEL.match(event.scope)
    return {**event.data, "{id}": channel[1]} if channel and isinstance(event.data, dict) else event.data


def _found(data: object, path: Sequence[str]) -> Iterator[int | str]:
    match data:
        case list():
            for item in cast("list[object]", data):
                # No list in a list: BigCommerce neither takes nor sends ids there.
                if not isinstance(item, list):
                    yield from _found(item, path)
        case dict() if path:
            yield from _found(cast("dict[str, object]", data).get(path[0]), path[1:])
        case int() | str() if not path and not isinstance(data, bool):
            yield data
        case _:
            return


def _read(line: str) -> _About:
    scopes, _, names = line.partition(": ")
    own, bar, echo = names.partition("|")
    named = [naming(word) for word in own.split()]
    return _About(
        f"store/{scopes}",
        named[0] if named else None,
        tuple(naming(word) for word in echo.split()) if bar else tuple(named),
    )


_TABLE = [_read(line) for line in _EVENTS.strip().splitlines()]

_FAMILIES = {row.own.family for row in _TABLE if row.own}
