"""No more items than documented: of a kind, and in one request."""

import json
import re
from typing import Any

import httpx
import pytest

from bigcommerce_facts import load_prose
from bigcommerce_facts.prose import Limit, Most
from bigcommerce_sandbox.engine.families import engine

STORE = "/stores/abc123"

_PRODUCT = "/v3/catalog/products/77"

_NOTE = {"namespace": "erp", "key": "{n}", "value": "A1", "permission_set": "read"}

_OPTION = {"display_name": "Size", "type": "dropdown", "option_values": [{"label": "S", "sort_order": 1}]}

_TEMPLATE = {"name": "Name {n}", "template": "<p></p>", "schema": [], "storefront_api_query": "", "channel_id": 1}

_FEE = {"type": "custom_fee", "name": "Gift", "display_name": "Gift", "cost": 1, "source": "AA"}

CASES: dict[str, tuple[str, Any]] = {
    "v3/hooks": ("/v3/hooks", {"scope": "store/order/*", "destination": "https://example.com/{n}"}),
    "v3/orders/metafields": ("/v3/orders/100/metafields", _NOTE),
    "v3/channels/metafields": ("/v3/channels/1/metafields", _NOTE),
    "v3/catalog/brands/metafields": ("/v3/catalog/brands/35/metafields", _NOTE),
    "v3/catalog/categories/metafields": ("/v3/catalog/categories/18/metafields", _NOTE),
    "v3/catalog/products/metafields": (f"{_PRODUCT}/metafields", _NOTE),
    "v3/catalog/products/variants/metafields": (f"{_PRODUCT}/variants/77/metafields", _NOTE),
    "v3/customers/attributes": ("/v3/customers/attributes", [{"name": "Name {n}", "type": "string"}]),
    "v3/catalog/brands": ("/v3/catalog/brands", {"name": "Name {n}"}),
    "v3/catalog/trees/categories": ("/v3/catalog/trees/categories", [{"name": "Name {n}", "tree_id": 1}]),
    "v3/catalog/products/options/values": (f"{_PRODUCT}/options/{{option}}/values", {"label": "L{n}", "sort_order": 1}),
    "v3/catalog/products/variants": (
        f"{_PRODUCT}/variants",
        {"sku": "S{n}", "option_values": [{"option_display_name": "Colour", "label": "Colour {n}"}]},
    ),
    "v3/catalog/products/custom-fields": (f"{_PRODUCT}/custom-fields", {"name": "Name {n}", "value": "oak"}),
    "v3/catalog/products/images": (f"{_PRODUCT}/images", {"image_url": "https://example.com/{n}.png"}),
    "v3/segments": ("/v3/segments", [{"name": "Name {n}", "description": ""}]),
    "v3/content/widget-templates": ("/v3/content/widget-templates", _TEMPLATE),
    "v3/content/widgets": (
        "/v3/content/widgets",
        {"name": "Name {n}", "widget_template_uuid": "{template}", "widget_configuration": {}},
    ),
    "v3/checkouts/fees": ("/v3/checkouts/{cart}/fees", {"fees": [_FEE]}),
}
"""By kind: the path of a POST that adds one item, and its body."""


@pytest.fixture
def names(api: Any) -> dict[str, str]:
    """The ids that paths and bodies name."""
    made = {
        "option": api.post(f"{STORE}{_PRODUCT}/options", json=_OPTION).json()["data"]["id"],
        "template": api.post(f"{STORE}/v3/content/widget-templates", json=_TEMPLATE).json()["data"]["uuid"],
        "cart": api.post(f"{STORE}/v3/carts", json={"line_items": [{"product_id": 77, "quantity": 1}]}).json()["data"][
            "id"
        ],
        "segmentId": api.post(f"{STORE}/v3/segments", json=[{"name": "Big", "description": ""}]).json()["data"][0][
            "id"
        ],
        "price_list_id": api.post(f"{STORE}/v3/pricelists", json={"name": "Trade"}).json()["data"]["id"],
    }
    return {"location_id": "1", "promotion_id": "1"} | {name: str(value) for name, value in made.items()}


def _add(api: Any, kind: str, names: dict[str, str], number: int) -> httpx.Response:
    path, body = CASES[kind]
    text = re.sub(r"{(\w+)}", lambda match: (names | {"n": str(number)})[match[1]], json.dumps(body))
    return api.post(STORE + path.format(**names), json=json.loads(text))


def _fill(api: Any, limit: Limit, until: int) -> None:
    """Add copies of the newest item, until so many have what they are counted by in common with it."""
    items, table = api.sandbox.store("abc123").items, engine().kinds[limit.kind].table
    newest = [*items.all(table).values()][-1]
    alike = items.of(table, **{name: newest[name] for name in limit.per})
    copies = range(1_000_000, 1_000_000 + until - len(alike))
    items.fill(table, [newest | {"id": number, "name": number, "key": number, "sku": number} for number in copies])


@pytest.mark.parametrize(
    "limit", [limit for limit in load_prose().limits if not limit.when], ids=lambda rule: rule.kind
)
def test_a_kind_has_the_documented_number_of_items_and_no_more(api: Any, names: dict[str, str], limit: Limit) -> None:
    made = [_add(api, limit.kind, names, number) for number in range(min(limit.count, 10))]
    if limit.count > len(made):
        _fill(api, limit, limit.count - 1)
        made.append(_add(api, limit.kind, names, 10))
    refused = _add(api, limit.kind, names, 11)

    assert [answer.text for answer in made if not answer.is_success] == []
    assert (refused.status_code, str(limit.count) in refused.text) == (limit.status or 422, True)


def test_the_limit_of_categories_holds_at_their_older_path(api: Any) -> None:
    limit = next(limit for limit in load_prose().limits if limit.kind == "v3/catalog/trees/categories")
    _fill(api, limit, limit.count)

    answer = api.post(f"{STORE}/v3/catalog/categories", json={"name": "One more", "parent_id": 0})

    assert (answer.status_code, str(limit.count) in answer.text) == (422, True)


def _request(most: Most, count: int) -> dict[str, Any]:
    """Return the query and the body of a request with so many items."""
    if most.field == "batch_size":
        return {"json": {"batch_size": count}}
    if most.field.endswith(":in"):
        return {"params": {most.field: ",".join(map(str, range(1_000_000, 1_000_000 + count)))}}
    return {"json": {most.field: [{}] * count} if most.field else [{}] * count}


@pytest.mark.parametrize(
    "most",
    [most for most in load_prose().most if most.operation in engine().served],
    ids=lambda rule: f"{rule.operation} {rule.field}",
)
def test_a_request_brings_the_documented_number_of_items_and_no_more(
    api: Any, names: dict[str, str], most: Most
) -> None:
    method, _, path = most.operation.partition(" ")

    allowed, refused = (
        api.call(method, STORE + path.format(**names), is_checked=False, **_request(most, count))
        for count in (most.items, most.items + 1)
    )

    text = f"no more than {most.items}"
    assert text not in allowed.text
    assert (refused.status_code, text in refused.text) == (most.status or 422, True)
