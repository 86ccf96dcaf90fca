"""Brands. BigCommerce sends no events of them.

Source: BigCommerce docs, brands v3 reference.
"""

from collections.abc import Iterable, Mapping

from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.families.custom_urls import url_from_name
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Rules

_BRANDS = "v3/catalog/brands"


def _seeds(_now: float) -> Iterable[Row]:
    custom_url = {"url": "/larch-loom/", "is_customized": False}
    return [{"id": 35, "name": "Larch & Loom", "custom_url": custom_url}]


@operation("DELETE /v3/catalog/brands/{brand_id}/image")
def _delete_image(call: Call) -> Answer:
    call.store.update(_BRANDS, call.arguments["brand_id"], {"image_url": ""})
    return Answer(204)


RULES: Mapping[str, Rules] = {
    _BRANDS: Rules(
        table="brands",
        computed=(url_from_name,),
        seeds=_seeds,
        first_id=35,
    ),
    "v3/catalog/brands/image": Rules(),
}
