"""Writes the types of the API's documented answers: `python -m tests.support.documented_types`.

It is a stub file, so that nothing of it is loaded or shipped to AWS.
"""

import keyword
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from bigcommerce_facts import Operation, Schema, load

FILE = Path("layers/core/storehook/bigcommerce/documented_calls.pyi")

HEAD = '''"""Calls with documented types of their answers. `python -m tests.support.documented_types` writes this file.

Source: {source}.

A path that is written as documented, with its placeholders, has a typed answer. Any other answer is `Any`.
"""

import builtins
from collections.abc import Iterator
from typing import Any, Literal, TypedDict, overload

from storehook.bigcommerce.calls import PathValue
from storehook.bigcommerce.client import V2, V3, Query

'''

SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}

UNTYPED = {"get": "Any | None", "post": "Any", "put": "Any", "list": "Iterator[Any]"}
"""Results of paths that are not documented, by method of the client."""

SHARED = 4
"""Least number of fields of typed dictionaries that share a name because they are equal."""

JSON = {"post": "json: Any = None, ", "put": "json: Any = None, "}


class Types:
    """Typed dictionaries by name. Equal ones have one name."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def of(self, schema: Schema | None, name: str) -> str:
        """Return the type of a value, as an annotation.

        Args:
            name: name of the typed dictionary, if it is an object.
        """
        if schema is None:
            return "Any"
        text = self._plain(schema, name)
        return f"{text} | None" if schema.nullable and text != "Any" else text

    def _plain(self, schema: Schema, name: str) -> str:
        if schema.type in SCALARS:
            # The documents call many a whole number just a number.
            return "int" if schema.type == "number" and name.endswith("Id") else SCALARS[schema.type]
        if schema.type == "array":
            return f"list[{self.of(schema.items, singular(name))}]"
        if schema.type != "object" or schema.alternatives:
            return "Any"
        return self._dictionary(schema.properties, name) if schema.properties else "dict[str, Any]"

    def _dictionary(self, properties: Mapping[str, Schema], name: str) -> str:
        fields = {field: self.of(schema, name + camel(field)) for field, schema in properties.items()}
        body = repr(fields) if len(fields) >= SHARED else name
        if body not in self._names:
            self._names[body] = unique(name, self.texts)
            self.texts[self._names[body]] = dictionary(self._names[body], fields)
        return self._names[body]


def dictionary(name: str, fields: Mapping[str, str]) -> str:
    """Return the source of a typed dictionary."""
    if all(field.isidentifier() and not keyword.iskeyword(field) for field in fields):
        return "\n".join([f"class {name}(TypedDict):", *(f"    {field}: {kind}" for field, kind in fields.items())])
    return f"{name} = TypedDict({name!r}, {{{', '.join(f'{field!r}: {kind}' for field, kind in fields.items())}}})"


def unique(name: str, taken: Mapping[str, str]) -> str:
    """Return a name that is not taken, with a number if it must be."""
    return next(found for number in range(1, 1000) if (found := f"{name}{number if number > 1 else ''}") not in taken)


def camel(text: str) -> str:
    """Return a name in camel case: `OrderId` for `order_id`."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", text))


def singular(name: str) -> str:
    """Return the name of an item of a list: `Category` for `Categories`."""
    for ending, one in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ss", "ss"), ("s", "")):
        if name.endswith(ending):
            return name.removesuffix(ending) + one
    return name


def name_of(operation: Operation) -> str:
    """Return the name of an operation's item: `V2Order` for `/v2/orders/{order_id}`."""
    words = [part for part in operation.path[1:].split("/") if not part.startswith("{")]
    return singular("".join(map(camel, words)))


def methods(operation: Operation, types: Types) -> Iterator[tuple[str, str]]:
    """Yield the client's methods that make a call, each with the type of its result."""
    name, content = name_of(operation), operation.content
    result = re.sub(r"^list\b", "builtins.list", types.of(content, name))  # the class has a method of this name
    match operation.method:
        case "GET":
            yield "get", f"{result} | None"
            if operation.role == "list" and content is not None and content.type == "array":
                yield "list", f"Iterator[{types.of(content.items, singular(name))}]"
        case "POST" | "PUT":
            yield operation.method.lower(), result
        case _:
            return


def overloads(version: str, types: Types) -> Iterator[str]:
    """Yield the methods of one version's client, each path first and then any other."""
    calls = [
        (method, operation, result)
        for operation in load().operations.values()
        if operation.version == version
        for method, result in methods(operation, types)
        if "Any" not in (result, result.removesuffix(" | None"))
    ]
    for method, untyped in UNTYPED.items():
        json = JSON.get(method, "")
        for _, operation, result in (call for call in calls if call[0] == method):
            placeholders = dict.fromkeys(re.findall(r"\{(\w+)\}", operation.path))
            values = "".join(f", {name}: PathValue" for name in placeholders)
            path = f'path: Literal["{operation.path[3:]}"]'
            yield overload(method, path, f"{json}query: Query | None = None{values}", result)
        values = f"{json}query: Query | None = None, **values: PathValue"
        yield overload(method, "path: str", values, untyped)


def overload(method: str, path: str, values: str, result: str) -> str:
    """Return the source of one overload of a method."""
    return f"    @overload\n    def {method}(self, {path}, /, *, {values}) -> {result}: ..."


def written() -> str:
    """Return the content of the file."""
    types = Types()
    clients = [
        f'class Documented{version.upper()}({version.upper()}):\n    """Documented calls of {version}."""\n\n'
        + "\n".join(overloads(version, types))
        for version in ("v2", "v3")
    ]
    source = load().source.partition(":")[0]
    return HEAD.format(source=source) + "\n\n".join([*types.texts.values(), *clients]) + "\n"


if __name__ == "__main__":
    FILE.write_text(written())
