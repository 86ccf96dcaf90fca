"""Resources that a write is about: those that BigCommerce will send events about. Pure.

Source: BigCommerce docs, "Webhook events" and the references of the endpoints, as of April 2026.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import cast

from storehook.bigcommerce.answers import fields_of
from storehook.bigcommerce.calls import Call
from storehook.webhooks.resources import Naming, naming

MAX_BODY = 1024 * 1024
"""Most bytes of a body that is searched. A larger body is a batch of thousands."""

# `path names`: a path includes all paths below it, and the longest match applies. `{order}` is the ID of an order, and
# `{}` an ID that no event names. The other names are looked up in the body, the query (`id:in`) or the answer. A name
# without `=` is a family without IDs. A part is stored under its whole, because the events of the part name both.
_WRITES = """
/v2/orders order=id ordered_product=products.product_id
/v2/orders/{order} ordered_product=products.product_id
/v3/orders/{order}
/v3/orders/metafields order_metafield=id order=resource_id
/v3/orders/settings settings
/v2/customers customer=id
/v2/customers/{customer}
/v3/customers customer=id
/v3/customers/{customer}
/v3/customers/addresses customer_address=id customer=customer_id
/v3/customers/attribute-values customer=customer_id
/v3/customers/form-field-values customer=customer_id
/v3/customers/metafields customer_metafield=id customer=resource_id
/v3/customers/settings settings
/v3/customers/subscribers subscriber=id
/v3/customers/subscribers/{subscriber}
/v3/catalog/products product=id
/v3/catalog/products/{product}
/v3/catalog/products/{product}/variants/{variant}
/v3/catalog/products/channel-assignments product=product_id
/v3/catalog/products/category-assignments product=product_id category=category_id
/v3/catalog/products/metafields product_metafield=id product=resource_id
/v3/catalog/variants variant=id product=product_id
/v3/catalog/variants/metafields variant_metafield=id variant=resource_id
/v3/catalog/brands/{brand}
/v3/catalog/brands/metafields brand_metafield=id brand=resource_id
/v3/catalog/categories category=id
/v3/catalog/categories/{category}
/v3/catalog/categories/metafields category_metafield=id category=resource_id
/v3/catalog/trees category_tree=id
/v3/catalog/trees/categories category=category_id category_tree=tree_id
/v3/carts cart=id
/v3/carts/{cart}
/v3/carts/metafields cart_metafield=id cart=resource_id
/v3/carts/settings settings
/v3/checkouts/{cart}
/v3/checkouts/{cart}/orders order=id
/v3/checkouts/settings settings
/v3/channels channel=id
/v3/channels/{channel}
/v3/channels/{channel}/listings product=product_id
/v3/channels/currency-assignments channel=channel_id
/v3/channels/metafields channel_metafield=id channel=resource_id
/v3/sites site=id channel=channel_id
/v3/sites/{site}
/v3/settings settings channel=channel_id
/v3/abandoned-carts/settings settings
/v3/abandoned-carts/settings/channels/{channel}
/v3/marketing/email-templates settings channel=channel_id
/v3/content/pages page=id
/v3/content/pages/{page}
/v3/content/scripts script=uuid
/v3/content/scripts/{script}
/v3/storefront/redirects redirect=id
/v3/themes/{theme}
/v3/themes/actions/activate theme_variation=variation_id
/v3/inventory/adjustments variant=items.variant_id product=items.product_id
/v3/inventory/locations location=id location=location_id
/v3/inventory/locations/{location}
/v3/inventory/locations/{}/items variant=settings.identity.variant_id product=settings.identity.product_id
/v3/inventory/locations/metafields location_metafield=id location=resource_id
/v3/pricelists price_list=id
/v3/pricelists/{price_list}
/v3/pricelists/{}/records variant_price=variant_id
/v3/pricelists/{}/records/{variant_price}
/v3/pricelists/records variant_price=variant_id
/v3/pricelists/assignments price_list=price_list_id
/v3/store/metafields store_metafield=id
/v3/store/metafields/{store_metafield}
"""

_ID = re.compile(r"[A-Za-z0-9-]*[0-9][A-Za-z0-9-]*")
"""Path segment that is an ID and not a fixed part of the path: a number, or the UUID of a cart."""


@dataclass(frozen=True, slots=True)
class _Write:
    """Resources of the writes to a path. `names` are for those that the path does not contain."""

    path: tuple[str, ...]
    names: tuple[Naming, ...]

    def fits(self, parts: list[str]) -> bool:
        """Return whether a path is this one, or below it."""
        beginning = parts[: len(self.path)]
        return len(beginning) == len(self.path) and all(
            _ID.fullmatch(part) if pattern.startswith("{") else pattern == part
            for pattern, part in zip(self.path, beginning, strict=True)
        )

    def in_path(self, parts: list[str]) -> Iterator[str]:
        """Yield the resources that the path names."""
        for pattern, part in zip(self.path, parts, strict=False):
            if pattern.startswith("{") and pattern != "{}":
                yield f"{pattern[1:-1]}/{part}"

    def in_json(self, data: object) -> Iterator[str]:
        """Yield the resources that a body, a query or an answer names."""
        for naming_rule in self.names:
            yield from naming_rule.names(data)


def written(call: Call) -> tuple[str, ...] | None:
    """Return the resources that a write names before it is sent, or None if BigCommerce sends no event about it.

    The result can be empty: a new product has no ID yet, and stock can be set by SKU.
    """
    parts, write = _row(call)
    if write is None:
        return None
    resources = (write.in_path(parts), write.in_json(_query_fields(call.query)), write.in_json(_body(call)))
    return tuple(dict.fromkeys(chain(*resources)))


def created(call: Call, answer: object) -> tuple[str, ...]:
    """Return the resources that the JSON answer to a write names."""
    _, write = _row(call)
    return tuple(write.in_json(fields_of(answer).get("data", answer))) if write else ()


def _row(call: Call) -> tuple[list[str], _Write | None]:
    parts = call.path.strip("/").split("/")
    return parts, next((row for row in _TABLE if row.fits(parts)), None)


def _query_fields(query: Mapping[str, str]) -> dict[str, object]:
    return {name.removesuffix(":in"): list(value.split(",")) for name, value in query.items()}


def _body(call: Call) -> object:
    if call.body is None or len(call.body) > MAX_BODY:
        return None
    try:
        body: object = json.loads(call.body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, list):
        return body
    # A batch of metafields is deleted by a plain list of IDs.
    return [{"id": item} if isinstance(item, int | str) else item for item in cast("list[object]", body)]


def _read(line: str) -> _Write:
    path, *names = line.split()
    return _Write(tuple(path.strip("/").split("/")), tuple(map(naming, names)))


_TABLE = sorted(map(_read, _WRITES.strip().splitlines()), key=lambda row: len(row.path), reverse=True)
