"""What a store tells of itself, over HTTP. Source: BigCommerce docs, store information v2 reference."""

import json
from importlib.resources import files
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bigcommerce_sandbox.engine.tables import Tables
from bigcommerce_sandbox.parameters import check_query
from bigcommerce_sandbox.sandbox import Sandbox
from bigcommerce_sandbox.stores import Store


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
    told = json.loads(files(__package__).joinpath("information.json").read_bytes())
    told["features"]["storefront_limits"] = _storefront_limits(items)
    identity = {"id": store.store_hash, "store_id": int(store.store_id), "name": store.name}
    account = {"account_uuid": str(uuid5(NAMESPACE_URL, store.store_hash))}
    return identity | account | told | _site(items) | _currency(items)


def _site(items: Tables) -> dict[str, Any]:
    nowhere: dict[str, Any] = {"id": None, "url": ""}
    site = next(iter(items.of("sites", channel_id=1)), nowhere)
    return {"domain": site["url"].removeprefix("https://"), "secure_url": site["url"], "default_site_id": site["id"]}


def _storefront_limits(items: Tables) -> dict[str, int]:
    storefronts = items.of("channels", type="storefront")
    active = sum(channel["status"] == "active" for channel in storefronts)
    return {"active": active, "total_including_inactive": len(storefronts)}


def _currency(items: Tables) -> dict[str, Any]:
    default = items.of("currencies", is_default=True)[0]
    return {
        "currency": default["currency_code"],
        "currency_symbol": default["token"],
        "currency_symbol_location": default["token_location"],
        "decimal_separator": default["decimal_token"],
        "thousands_separator": default["thousands_token"],
        "decimal_places": default["decimal_places"],
    }
