"""The families that the engine serves, one module each.

A module has the rules of its kinds in `RULES`, and their behaviour. Modules without rules serve others.
"""

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from bigcommerce_facts import load
from bigcommerce_sandbox.engine.behaviour import BEHAVIOUR
from bigcommerce_sandbox.engine.engine import Engine
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Rules
from bigcommerce_sandbox.engine.stated import stated


def _rules(family: ModuleType) -> Mapping[str, Rules]:
    return getattr(family, "RULES", {})


_FAMILIES = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]

RULES: Mapping[str, Rules] = stated({kind: rules for family in _FAMILIES for kind, rules in _rules(family).items()})
"""The rules of every kind that the engine serves."""

TABLES: Mapping[str, str] = {
    "v2/orders/consignments/shipping": "shipping_addresses",
    "v3/orders": "orders",
}
"""The tables of kinds that own others and have no operations."""


@lru_cache(maxsize=1)
def engine() -> Engine:
    """Return the engine with every family."""
    return Engine(load(), RULES, BEHAVIOUR, TABLES)


# Stores that open in the same second share their first rows, so that thousands of them fit into memory.
@lru_cache(maxsize=8)
def seeds(now: int, *, empty: bool = False) -> Mapping[str, Mapping[Any, Row]]:
    """Return the rows of a new store by table and id.

    Args:
        now: the moment in unix seconds.
        empty: true for a store in which nothing was made or sold yet.
    """
    return engine().seeds(now, empty=empty)
