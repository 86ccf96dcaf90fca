"""The channels that a store sells through: the one that every store has (BigCommerce docs, channels v3 reference)."""

from typing import Any

from storehook_sandbox.v3_edits import as_iso

type Channel = dict[str, Any]
"""A channel as v3 shows it. It is replaced when it changes, never written to."""

FIRST_ID = 1


def first_channel(now: float) -> Channel:
    """The storefront of a store that opened at `now` (unix seconds)."""
    opened = as_iso(now)
    return {
        "id": FIRST_ID,
        "name": "Storefront",
        "platform": "bigcommerce",
        "type": "storefront",
        "status": "active",
        "external_id": "",
        "icon_url": "",
        "is_listable_from_ui": True,
        "is_visible": True,
        "date_created": opened,
        "date_modified": opened,
    }
