"""The documents that the facts come from: one JSON file with the operations of every OpenAPI document.

`families` has the operations of each document by "METHOD /path", `schemas` has what they share. `{"$": name}` stands for
`schemas[name]`.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

type Json = Any


class Documents:
    """Operations as the documents describe them, with every reference replaced by the schema that it names.

    Args:
        content: the parsed file.
    """

    def __init__(self, content: Mapping[str, Json]) -> None:
        self._families: Mapping[str, Mapping[str, Json]] = content["families"]
        self._schemas: Mapping[str, Json] = content["schemas"]
        self.source: str = content["source"]

    def operations(self) -> Iterator[tuple[str, str, Json]]:
        """Yield the family, the name and the description of each operation, in the order of the documents."""
        for family, operations in self._families.items():
            for name, described in operations.items():
                yield family.removesuffix(".yml"), name, self._resolved(described)

    def _resolved(self, node: Json) -> Json:
        if isinstance(node, list):
            return [self._resolved(item) for item in node]
        if not isinstance(node, dict):
            return node
        if "$" in node:
            return self._resolved(self._schemas[node["$"]])
        return {name: self._resolved(value) for name, value in node.items()}


def read_documents(path: Path) -> Documents:
    """Read the documents at a path."""
    return Documents(json.loads(path.read_text()))
