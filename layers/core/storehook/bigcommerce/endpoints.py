"""Endpoints that BigCommerce documents, by path. To any other path, BigCommerce answers 404."""

import re
from difflib import get_close_matches

from storehook.bigcommerce.documented_paths import PATHS

_PLACEHOLDER = re.compile(r"\{[^}]*\}")

SIMILARITY = 0.75
"""Least similarity of a path that is suggested (`difflib`)."""

_VALUE = re.compile(r"(?<=/)[^/]*\d[^/]*(?=/|$)")
"""Segment that looks like an ID. `nearest` leaves the version out."""

_TEMPLATES = [(_PLACEHOLDER.sub("{}", path).split("/"), methods) for path, methods in PATHS.items()]


def is_documented(path: str) -> bool:
    """Return whether an endpoint has this path, such as `/v2/orders/113`."""
    return bool(methods(path))


def methods(path: str) -> frozenset[str]:
    """Return the documented methods of a path, such as `/v2/orders/113` or `/v2/orders/{}`. Empty if there are none."""
    segments = path.split("/")
    found = [(_equal(template, segments), names) for template, names in _TEMPLATES if _matches(template, segments)]
    most = max((equal for equal, _ in found), default=0)
    return frozenset(name for equal, names in found if equal == most for name in names.split())


def nearest(path: str) -> str:
    """Return the documented path that is most similar, or "" if none is: `/v2/orders/{id}` for `/v2/order/113`."""
    templates = {_PLACEHOLDER.sub("{}", template): template for template in PATHS}
    shape = path[:3] + _VALUE.sub("{}", _PLACEHOLDER.sub("{}", path[3:]))
    found = get_close_matches(shape, templates, n=1, cutoff=SIMILARITY)
    return templates[found[0]] if found else ""


def _matches(template: list[str], segments: list[str]) -> bool:
    return len(template) == len(segments) and all(
        part == segment or (part == "{}" and segment) for part, segment in zip(template, segments, strict=True)
    )


def _equal(template: list[str], segments: list[str]) -> int:
    """Return the number of segments that the template names. `/v2/orders/count` is a better match than an ID."""
    return sum(part == _PLACEHOLDER.sub("{}", segment) for part, segment in zip(template, segments, strict=True))
