"""Addresses of catalog pages. BigCommerce makes one of the name, unless a request brings it."""

import re
from collections.abc import Mapping
from typing import Any

from bigcommerce_sandbox.engine.changes import Draft


def url_from_name(draft: Draft) -> Mapping[str, Any]:
    """Return the `custom_url` of an item."""
    brought: dict[str, Any] = draft.given.get("custom_url") or {}
    url = brought.get("url")
    if url:
        return {"custom_url": {"url": url, "is_customized": True}}
    if draft.before and (draft.before["custom_url"]["is_customized"] or "name" not in draft.given):
        return {"custom_url": draft.before["custom_url"]}
    words = re.sub(r"[^a-z0-9]+", "-", draft.row["name"].lower()).strip("-")
    return {"custom_url": {"url": f"/{words or draft.row['id']}/", "is_customized": False}}
