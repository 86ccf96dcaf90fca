"""A request for an operation, and its answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bigcommerce_facts import Operation, Schema
from bigcommerce_sandbox.choices import USUAL, Choices
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.kinds import Kinds
from bigcommerce_sandbox.engine.model import Model
from bigcommerce_sandbox.engine.transaction import Transaction
from bigcommerce_sandbox.engine.views import View
from bigcommerce_sandbox.errors import ApiError, not_found
from bigcommerce_sandbox.pages import number

_NO_QUERY: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request.

    Args:
        path: below the store, such as `/v3/catalog/brands/35`.
        body: parsed JSON, None for no body.
        client: the id of the API account.
        url: the address of the store's API, without the version and the last slash.
        choices: decisions where the documents are unclear.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=lambda: _NO_QUERY)
    body: Any = None
    client: str = ""
    url: str = ""
    choices: Choices = USUAL


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer.

    Args:
        body: JSON, None for no body.
    """

    status: int
    body: Any = None


@dataclass(frozen=True, slots=True)
class Call:
    """A request for an operation of a kind.

    Args:
        arguments: the values in the path, by placeholder.
        store: the store, for reads and writes.
    """

    request: Request
    operation: Operation
    model: Model
    arguments: Mapping[str, Any]
    store: Transaction
    kinds: Kinds
    views: "Views"

    @property
    def query(self) -> Mapping[str, str]:
        """The parameters of the query."""
        return self.request.query

    @property
    def body(self) -> Any:
        """The parsed JSON of the body."""
        return self.request.body

    @property
    def links(self) -> dict[str, Any]:
        """The ids of the owners in the path, by the fields that hold them."""
        owners = self.operation.owners.items()
        return {self.model.links[kind]: self.arguments[placeholder] for placeholder, kind in owners}

    def check_owners(self) -> None:
        """Refuse a path whose owners do not exist, or do not belong to one another.

        Raises:
            ApiError: 404.
        """
        links = self.links
        for placeholder, kind in self.operation.owners.items():
            owner = self.store.get(kind, self.arguments[placeholder])
            if any(owner.get(field, value) != value for field, value in links.items() if field != "id"):
                raise not_found()

    def item(self) -> Row:
        """Return the item that the path names.

        Raises:
            ApiError: 404 if the path names none that the client may see.
        """
        key = self.arguments[self.operation.item_placeholder]
        model = self.model
        row = self.store.find(model.name, key) if model.key == "id" else None
        rows = [row] if row else self.store.of(model.name, **{model.key: key}) if model.key != "id" else []
        for row in rows:
            owned = all(row.get(name) == value for name, value in self.links.items())
            if owned and model.rules.access(row, self.request.client) != "none":
                return row
        raise not_found()

    def writable(self, row: Row) -> Row:
        """Return an item that the client may change.

        Raises:
            ApiError: 403, or 404 if the client may not even see it.
        """
        match self.model.rules.access(row, self.request.client):
            case "write":
                return row
            case "read":
                raise ApiError(403, "This client may read the item, but not change it.")
            case "none":
                raise not_found()


class Views:
    """Views by operation. Each is made when the operation is first called."""

    def __init__(self) -> None:
        self._made: dict[str, View] = {}

    def of(self, model: Model, operation: Operation) -> View:
        """Return the view of an operation's answer."""
        schema = model.answered(operation).item
        has_fields = schema is not None and bool(schema.properties or schema.alternatives)
        return self._view(operation.name, model, schema if schema and has_fields else model.item)

    def item(self, model: Model) -> View:
        """Return the view of a kind's items, for where they are part of another item."""
        return self._view(model.name, model, model.item)

    def _view(self, name: str, model: Model, schema: Schema) -> View:
        if name not in self._made:
            rules = model.rules
            self._made[name] = View(schema, rules.defaults, rules.verbatim, inherits=rules.inherits)
        return self._made[name]


def argument(text: str) -> int | str:
    """Return an id in a path as tables hold it: ids that are texts have other characters than digits."""
    return 0 if text == "0" else number(text) or text
