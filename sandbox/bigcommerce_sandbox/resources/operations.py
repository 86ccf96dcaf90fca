"""What a request may do that is neither to read nor to write one kind of thing: a declaration, and a function each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from bigcommerce_sandbox.errors import refused
from bigcommerce_sandbox.json_values import as_object
from bigcommerce_sandbox.pages import number
from bigcommerce_sandbox.resources.schema import Item, Schema, read_fields
from bigcommerce_sandbox.resources.writes import Writes


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks of an operation.

    Args:
        path: what stands in the placeholders of its path.
        query: its parameters.
        given: the fields in its body, or those of each object in an array, as a store keeps them.
        url: where the version of the store's API begins, without a last slash.
    """

    path: Mapping[str, Any]
    query: Mapping[str, str]
    given: Any
    url: str

    @property
    def all_given(self) -> list[Item]:
        """What is given, as an array brings it."""
        many: bool = isinstance(self.given, list)
        return self.given if many else [self.given]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """An operation.

    Args:
        method: of its request.
        path: below the store.
        does: makes the writes, and gives the data of the answer; None for an answer without a body.
        takes: the fields of the body; None if what it does reads them.
        many: whether the body is an array of such objects.
        query: the parameters' names.
        needs: those of them without which it is refused.
        status: of the answer; where there is no body, it is 204.
        bare: whether a v3 answer is the data alone, without `data` and `meta`.
    """

    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    does: Callable[[Writes, Asked], Any]
    takes: Schema | None = field(default_factory=dict[str, Any])
    many: bool = False
    query: str = ""
    needs: str = ""
    status: int = 200
    bare: bool = False

    @property
    def version(self) -> str:
        """The version of the API that it belongs to."""
        return self.path[1:3]

    def knows(self) -> frozenset[str]:
        """The query parameters that such a request may have."""
        return frozenset(self.query.split())

    def read(self, body: object) -> Any:
        """What a body gives, as `Asked` has it.

        Raises:
            ApiError: 400 in v2 and 422 in v3, if it has other fields than it takes, or not those that it needs.
        """
        if not self.many:
            return self._read(body)
        if not isinstance(body, list) or not body:
            raise refused(self.version, {"data": "Must be an array"})
        return [self._read(each) for each in cast("list[object]", body)]

    def _read(self, body: object) -> Item:
        fields = as_object(body)
        if fields is None:
            raise refused(self.version, {"data": "Must be a JSON object"})
        if self.takes is None:
            return dict(fields)
        kept, problems = read_fields(self.takes, fields, "create")
        if problems:
            raise refused(self.version, problems)
        return kept


def ids(text: str) -> list[int | str]:
    """The ids in a parameter such as `id:in`."""
    return [read_id(each) for each in text.split(",")]


def read_id(text: str) -> int | str:
    """An id as an item has it, from a path: the ids that are text have other signs than digits."""
    return number(text) or text
