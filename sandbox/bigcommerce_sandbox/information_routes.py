"""What a store tells of itself, over HTTP. Source: BigCommerce docs, store information v2 reference."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bigcommerce_sandbox.engine.tables import Tables
from bigcommerce_sandbox.parameters import check_query
from bigcommerce_sandbox.resources.events import Items
from bigcommerce_sandbox.sandbox import Sandbox
from bigcommerce_sandbox.stores import Store

_OWNER = {
    "first_name": "Olive",
    "last_name": "Brandt",
    "address": "1 Market Street",
    "country": "United States",
    "country_code": "US",
    "phone": "",
    "admin_email": "owner@example.com",
    "order_email": "orders@example.com",
    "industry": "",
    "language": "en",
    "infrastructure_region": "",
}

_LOOKS: dict[str, Any] = {
    "favicon_url": "",
    "logo": {"url": ""},
    "weight_units": "KGS",
    "dimension_units": "Centimeters",
    "dimension_decimal_places": 2,
    "dimension_decimal_token": ".",
    "dimension_thousands_token": ",",
    "is_price_entered_with_tax": False,
    "active_comparison_modules": [],
}

_TIME = {
    "name": "Etc/UTC",
    "raw_offset": 0,
    "dst_offset": 0,
    "dst_correction": False,
    "date_format": {"display": "M jS Y", "export": "M jS Y", "extended_display": "M jS Y @ g:i A"},
}

_FEATURES = {
    "stencil_enabled": False,
    "sitewidehttps_enabled": True,
    "facebook_catalog_id": "",
    "checkout_type": "optimized",
    "wishlists_enabled": True,
    "graphql_storefront_api_enabled": False,
    "shopper_consent_tracking_enabled": False,
    "multi_storefront_enabled": True,
}


class InformationRoutes:
    """Read who a store of `sandbox` is."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[BaseRoute]:
        """The routes, below /stores/{store_hash}/v2."""
        return [Route("/store", self.read, methods=["GET"])]

    async def read(self, request: Request) -> Response:
        """The store."""
        check_query((), "v2", request)
        state = self._sandbox.store(request.path_params["store_hash"])
        panel = f"{request.base_url}_sandbox/stores/{state.store.store_hash}/page"
        return JSONResponse(_told(state.store, state.items) | {"control_panel_base_url": panel})


def _told(store: Store, items: Tables) -> dict[str, Any]:
    identity = {
        "id": store.store_hash,
        "account_uuid": str(uuid5(NAMESPACE_URL, store.store_hash)),
        "store_id": int(store.store_id),
        "name": store.name,
        "status": "live",
    }
    plan = {"plan_name": "Stand-in", "plan_level": "Stand-in", "plan_is_trial": False}
    places = _site(items) | _channels(items)
    return identity | _OWNER | plan | places | _currency(items) | _LOOKS | {"timezone": _TIME}


def _site(items: Items) -> dict[str, Any]:
    nowhere: dict[str, Any] = {"id": None, "url": ""}
    site = next(iter(items.of("sites", channel_id=1)), nowhere)
    domain = site["url"].removeprefix("https://")
    return {"domain": domain, "secure_url": site["url"], "default_site_id": site["id"], "default_channel_id": 1}


def _channels(items: Items) -> dict[str, Any]:
    storefronts = items.of("channels", type="storefront")
    active = sum(channel["status"] == "active" for channel in storefronts)
    limits = {"active": active, "total_including_inactive": len(storefronts)}
    return {"features": _FEATURES | {"storefront_limits": limits}}


def _currency(items: Items) -> dict[str, Any]:
    default = items.of("currencies", is_default=True)[0]
    return {
        "currency": default["currency_code"],
        "currency_symbol": default["token"],
        "currency_symbol_location": default["token_location"],
        "decimal_separator": default["decimal_token"],
        "thousands_separator": default["thousands_token"],
        "decimal_places": default["decimal_places"],
    }
