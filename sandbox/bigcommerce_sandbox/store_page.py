"""The frame of one store's page, which has parts."""

from collections.abc import Mapping
from html import escape

from bigcommerce_sandbox.markup import document
from bigcommerce_sandbox.panel_page import PATH, store_path
from bigcommerce_sandbox.stores import Store

PARTS: Mapping[str, str] = {
    "orders": "Orders",
    "products": "Products",
    "customers": "Customers",
    "webhooks": "Webhooks",
    "faults": "Faults and quota",
}
"""What the parts are called, by their paths."""


def store_document(store: Store, part: str, body: str) -> str:
    """A part of a store's page.

    Args:
        store: the store.
        part: the path of the part.
        body: HTML.
    """
    links = "".join(_link(store.store_hash, each, is_here=each == part) for each in PARTS)
    nav = f'<nav><a href="{PATH}">All stores</a>{links}</nav>'
    return document(f"{store.name}: {PARTS[part].lower()}", f"{nav}{body}")


def _link(store_hash: str, part: str, *, is_here: bool) -> str:
    here = ' aria-current="page"' if is_here else ""
    return f'<a href="{escape(store_path(store_hash, part))}"{here}>{PARTS[part]}</a>'
