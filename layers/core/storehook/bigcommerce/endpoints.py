"""Endpoints that BigCommerce documents, by path. To any other path, BigCommerce answers 404."""

import re
from difflib import get_close_matches

from storehook.bigcommerce.documented_paths import PATHS

_PLACEHOLDER = re.compile(r"\{[^}]+\}")

SIMILARITY = 0.75
"""Least similarity of a path that is suggested (`difflib`)."""

_VALUE = re.compile(r"(?<=/)[^/]*\d[^/]*(?=/|$)")
"""Segment that looks like an ID. `nearest` leaves the version out."""


def is_documented(path: str) -> bool:
    """Return whether an endpoint has this path, such as `/v2/orders/113`."""
    segments = path.split("/")
    return any(_matches(template.split("/"), segments) for template in PATHS)


def nearest(path: str) -> str:
    """Return the documented path that is most similar, or "" if none is: `/v2/orders/{id}` for `/v2/order/113`."""
    templates = {_PLACEHOLDER.sub("{}", template): template for template in PATHS}
    found = get_close_matches(path[:3] + _VALUE.sub("{}", path[3:]), templates, n=1, cutoff=SIMILARITY)
    return templates[found[0]] if found else ""


def _matches(template: list[str], segments: list[str]) -> bool:
    return len(template) == len(segments) and all(
        part == segment or (part.startswith("{") and segment) for part, segment in zip(template, segments, strict=True)
    )
