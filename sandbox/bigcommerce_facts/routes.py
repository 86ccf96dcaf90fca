"""Routes: the operations at a path. A literal comes before a placeholder."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bigcommerce_facts.operation import Operation


@dataclass(slots=True)
class _Node:
    literals: dict[str, "_Node"] = field(default_factory=dict[str, "_Node"])
    placeholder: "_Node | None" = None
    operations: dict[str, Operation] = field(default_factory=dict[str, Operation])


@dataclass(frozen=True, slots=True)
class Route:
    """The operations at a path, by method."""

    operations: Mapping[str, Operation]
    _values: tuple[str, ...]

    def arguments(self, operation: Operation) -> dict[str, str]:
        """Return the values in the path, by the names of the operation's placeholders."""
        parts = operation.path.split("/")
        places = (index for index, part in enumerate(parts) if part.startswith("{"))
        return {parts[index][1:-1]: self._values[index] for index in places}


class Routes:
    """The routes of the API."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._root = _Node()
        for operation in operations:
            self._add(operation)

    def find(self, path: str) -> Route | None:
        """Return the route of a path such as `/v3/catalog/products/77`, None if no operation has such a path."""
        parts = tuple(path.split("/"))
        return next((Route(node.operations, parts) for node in _ends(self._root, parts)), None)

    def _add(self, operation: Operation) -> None:
        node = self._root
        for part in operation.path.split("/"):
            node = _next(node, part)
        node.operations[operation.method] = operation


def _next(node: _Node, part: str) -> _Node:
    if not part.startswith("{"):
        return node.literals.setdefault(part, _Node())
    node.placeholder = node.placeholder or _Node()
    return node.placeholder


def _ends(node: _Node, parts: tuple[str, ...]) -> Iterator[_Node]:
    if not parts:
        yield from (node,) if node.operations else ()
        return
    first, rest = parts[0], parts[1:]
    if first in node.literals:
        yield from _ends(node.literals[first], rest)
    if node.placeholder and first:
        yield from _ends(node.placeholder, rest)
