"""A path that BigCommerce does not document is an error, not a resource that is not there."""

from typing import Any

import pytest
from tests.support.scripted_network import answer, wired

from storehook.bigcommerce.documented_paths import PATHS
from storehook.bigcommerce.endpoints import is_documented, nearest
from storehook.errors import ApiRefused, CallInvalid, NoSuchEndpoint

GONE = answer({"status": 404, "title": "Not found"}, 404)

TYPOS = [
    ("/v2/order/113", "/v2/orders/{order_id}"),
    ("/v3/catalog/category/7", "/v3/catalog/categories/{category_id}"),
    ("/v3/catalog/product/7/images", "/v3/catalog/products/{product_id}/images"),
    ("/v2/orders/113/shipment", "/v2/orders/{order_id}/shipments"),
    ("/v3/customer", "/v3/customers"),
    ("/v3/orders/113", "/v2/orders/{order_id}"),
]


@pytest.mark.parametrize(("path", "meant"), TYPOS)
def test_a_misspelt_path_is_an_error_that_names_the_nearest_one(path: str, meant: str) -> None:
    client = wired(GONE).client

    with pytest.raises(NoSuchEndpoint, match=f"{path} .*Did you mean") as error:
        getattr(client, path[1:3]).get(path[3:])

    assert nearest(path) in str(error.value)
    assert _shape(nearest(path)) == _shape(meant)


@pytest.mark.parametrize("verb", ["get", "list", "post", "put", "delete"])
def test_each_method_refuses_a_misspelt_path(verb: str) -> None:
    arguments: dict[str, Any] = {"json": {}} if verb in ("post", "put") else {}

    with pytest.raises(NoSuchEndpoint):
        list(getattr(wired(GONE).client.v3, verb)("/catalog/brand", **arguments))


def test_a_path_that_resembles_none_is_refused_without_a_suggestion() -> None:
    with pytest.raises(NoSuchEndpoint, match="API reference"):
        wired(GONE).client.v3.get("/warp-drives")


def test_an_endpoint_that_is_not_documented_but_answers_may_be_used() -> None:
    assert wired(answer({"data": {"id": 1}})).client.v3.get("/beta/thing") == {"id": 1}


def test_an_error_of_such_an_endpoint_stays_that_error() -> None:
    with pytest.raises(ApiRefused):
        wired(answer({}, 422)).client.v3.get("/beta/thing")


@pytest.mark.parametrize("path", PATHS)
def test_a_documented_path_is_known_with_its_values(path: str) -> None:
    filled = "/".join("a-b_7" if part.startswith("{") else part for part in path.split("/"))

    assert is_documented(filled)
    assert not is_documented(f"{filled}/more/and/more")
    assert not is_documented(f"{filled}/")


@pytest.mark.parametrize("path", ["/v3/catalog/products/1", "/v2/orders/1", "/v3"])
def test_a_version_in_the_path_is_refused_before_anything_is_sent(path: str) -> None:
    wire = wired(GONE)

    with pytest.raises(CallInvalid, match="Leave out /v"):
        wire.client.v3.get(path)
    assert wire.network.sent == []


def _shape(template: str) -> list[str]:
    return ["{}" if part.startswith("{") else part for part in template.split("/")]
