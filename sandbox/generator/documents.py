"""The documents that the facts come from: one JSON file with the operations of every OpenAPI document.

`families` has the operations of each document by "METHOD /path", and `schemas` has the schemas that they share.
`{"$": name}` stands for `schemas[name]`.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from sandbox.generator.json_trees import Json, members, with_children


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
        name = members(node).get("$")
        return with_children(node, self._resolved) if name is None else self._resolved(self._schemas[name])


def read_documents(path: Path) -> Documents:
    """Read the documents at a path."""
    return Documents(json.loads(path.read_text()))
