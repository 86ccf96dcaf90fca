"""The facts: every operation and every kind of resource."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

from bigcommerce_facts.operation import Operation
from bigcommerce_facts.routes import Routes
from bigcommerce_facts.schema import Schemas


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of resource.

    Args:
        key: the field by which a path names an item; empty without one.
        owners: the kinds that the item belongs to, the outermost first.
        children: the kinds of the items in its lists, by the names of the lists.
    """

    key: str = ""
    owners: tuple[str, ...] = ()
    children: Mapping[str, str] = field(default_factory=dict[str, str])


class Facts:
    """The content of a facts file.

    Args:
        content: the parsed file.
    """

    def __init__(self, content: Mapping[str, Any]) -> None:
        schemas = Schemas(content["schemas"])
        self.source: str = content["source"]
        self.operations: Mapping[str, Operation] = {
            name: Operation(name, node, schemas) for name, node in content["operations"].items()
        }
        self.kinds: Mapping[str, Kind] = {
            name: Kind(**(node | {"owners": tuple(node.get("owners", ()))})) for name, node in content["kinds"].items()
        }

    @cached_property
    def routes(self) -> Routes:
        """The routes of all operations."""
        return Routes(self.operations.values())


@lru_cache(maxsize=1)
def load() -> Facts:
    """Return the facts in this package."""
    return Facts(json.loads(files(__package__).joinpath("facts.json").read_bytes()))
