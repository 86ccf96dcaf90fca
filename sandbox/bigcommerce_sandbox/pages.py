"""Pages of a list, and the pagination block of v3 answers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bigcommerce_sandbox.errors import ApiError

DEFAULT_LIMIT = 50

MAX_LIMIT = 250
"""Both from BigCommerce docs, orders v2 reference and common query parameters."""

MAX_HOOKS = 50
"""Hooks on a page. No figures are documented, so no client may count on getting as many as it asks for."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its number, from 1, and how many items it holds at most."""

    number: int
    limit: int

    def of[T](self, items: Sequence[T]) -> list[T]:
        """The items on this page; none when it lies past the end."""
        first = (self.number - 1) * self.limit
        return list(items[first : first + self.limit])


def read_page(query: Mapping[str, str], most: int = MAX_LIMIT) -> Page:
    """Read `page` and `limit`; a limit above `most` is cut to it.

    Raises:
        ApiError: 400, if either is not a whole number from 1.
    """
    return Page(positive(query, "page", 1), min(positive(query, "limit", DEFAULT_LIMIT), most))


def positive(query: Mapping[str, str], name: str, default: int) -> int:
    """Read a whole number from 1 out of a query string.

    Raises:
        ApiError: 400, if it is something else.
    """
    value = number(query.get(name, str(default)))
    if not value:
        raise ApiError(400, f"The value of '{name}' must be a whole number from 1.")
    return value


def number(text: str) -> int:
    """The number that decimal digits write; 0, which no id has, for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,12}", text) else 0


def pagination(page: Page, total: int, count: int) -> dict[str, Any]:
    """The `meta` of a v3 list (BigCommerce docs, webhooks v3 reference).

    Args:
        page: the page that was asked for.
        total: how many items there are on all pages.
        count: how many of them are on this one.
    """
    last = -(-total // page.limit)
    links = {"previous": page.number - 1, "current": page.number, "next": page.number + 1}
    shown = {
        name: f"?page={at}&limit={page.limit}" for name, at in links.items() if name == "current" or 1 <= at <= last
    }
    return {
        "pagination": {
            "total": total,
            "count": count,
            "per_page": page.limit,
            "current_page": page.number,
            "total_pages": last,
            "links": shown,
        }
    }
