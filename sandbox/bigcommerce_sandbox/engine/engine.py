"""The engine: it answers requests for documented operations. It knows no HTTP server."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from bigcommerce_facts import Facts, Operation
from bigcommerce_sandbox.engine.answers import completed
from bigcommerce_sandbox.engine.behaviour import Behaviour
from bigcommerce_sandbox.engine.bodies import check_body, check_most
from bigcommerce_sandbox.engine.call import Answer, Call, Request, Views, argument
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.kinds import Kinds
from bigcommerce_sandbox.engine.model import Model
from bigcommerce_sandbox.engine.people import check_fields
from bigcommerce_sandbox.engine.query import check_effects, check_query
from bigcommerce_sandbox.engine.roles import ROLES
from bigcommerce_sandbox.engine.rules import Rules
from bigcommerce_sandbox.engine.tables import Tables
from bigcommerce_sandbox.engine.transaction import Transaction
from bigcommerce_sandbox.errors import not_found

_NO_TABLES: Mapping[str, str] = MappingProxyType({})


class Engine:
    """The engine. It keeps nothing of any store.

    Args:
        facts: what BigCommerce documents.
        rules: by kind. Kinds without rules are not served.
        behaviour: by operation.
        tables: the names of the tables of kinds that own others and have no operations.
    """

    def __init__(
        self,
        facts: Facts,
        rules: Mapping[str, Rules],
        behaviour: Mapping[str, Behaviour],
        tables: Mapping[str, str] = _NO_TABLES,
    ) -> None:
        self._facts = facts
        self._behaviour = behaviour
        self.kinds = Kinds(rules, facts, tables)
        self._views = Views()

    @cached_property
    def served(self) -> Mapping[str, Operation]:
        """The operations that the engine serves, by name."""
        return {name: operation for name, operation in self._facts.operations.items() if self._serves(operation)}

    def operation(self, method: str, path: str) -> Operation | None:
        """Return the operation of a request, None if the engine does not serve it."""
        route = self._facts.routes.find(path)
        operation = route.operations.get(method) if route else None
        return operation if operation and operation.name in self.served else None

    def seeds(self, now: float, *, empty: bool = False) -> dict[str, dict[Any, Row]]:
        """Return the rows of a new store by table and id.

        Args:
            now: the moment in unix seconds.
            empty: true for a store in which nothing was made or sold yet.
        """
        seeded = (model for model in self.kinds if model.rules.everywhere or not empty)
        rows = ((model.table, {row["id"]: row for row in model.rules.seeds(now)}) for model in seeded)
        return {table: by_id for table, by_id in rows if by_id}

    def answer(self, request: Request, tables: Tables, now: float) -> tuple[Answer, list[tuple[str, Any]]]:
        """Serve a request, all or nothing. Return the answer, and the scopes and data of the events to send.

        Args:
            request: for an operation that the engine serves.
            tables: the store's.
            now: in unix seconds.

        Raises:
            ApiError: if the request is refused. Nothing has changed then.
        """
        store = Transaction(self.kinds, tables, now, request.client, request.url)
        with tables.whole():
            answer = self._serve(self._call(request, store))
        return answer, store.events

    def show(self, model: Model, rows: Iterable[Row], tables: Tables, now: float) -> list[Row]:
        """Return rows of a kind as answers show them."""
        store = Transaction(self.kinds, tables, now)
        return [self._shown(model, row, store) for row in rows]

    def write(
        self, model: Model, item_id: Any, fields: Mapping[str, Any], tables: Tables, now: float
    ) -> tuple[Row, list[tuple[str, Any]]]:
        """Write an item as a person does. Return it as answers show it, and the scopes and data of the events to send.

        Args:
            model: the item's kind.
            item_id: None for a new one.
            fields: what the person writes.
            tables: the store's.
            now: in unix seconds.

        Raises:
            ApiError: if there is no such item, or it cannot be so. Nothing has changed then.
        """
        check_fields(model, fields, is_new=item_id is None)
        store = Transaction(self.kinds, tables, now)
        with tables.whole():
            row = store.create(model.name, fields) if item_id is None else store.update(model.name, item_id, fields)
        return self._shown(model, row, store), store.events

    def _shown(self, model: Model, row: Row, store: Transaction) -> Row:
        return self._views.item(model).show(completed(model, row, store))

    def _call(self, request: Request, store: Transaction) -> Call:
        route = self._facts.routes.find(request.path)
        operation = self.operation(request.method, request.path)
        if route is None or operation is None:
            raise not_found()
        arguments = {name: self._argument(operation, name, text) for name, text in route.arguments(operation).items()}
        return Call(request, operation, self.kinds[operation.kind], arguments, store, self.kinds, self._views)

    def _argument(self, operation: Operation, name: str, text: str) -> Any:
        kind = operation.kind if name == operation.item_placeholder else operation.owners.get(name, "")
        return text if kind in self.kinds and self.kinds[kind].is_keyed_by_text else argument(text)

    def _serve(self, call: Call) -> Answer:
        check_query(call.operation, call.query, call.model.rules.optional)
        check_most(call)
        call.check_owners()
        serve = self._behaviour.get(call.operation.name)
        answer = serve(_checked(call)) if serve else None
        if answer is None:
            check_effects(call.model, call.operation, call.query)
        return answer or ROLES[call.model.role(call.operation)](call)

    def _serves(self, operation: Operation) -> bool:
        if operation.kind not in self.kinds or operation.name in self.kinds[operation.kind].rules.unserved:
            return False
        return operation.name in self._behaviour or self.kinds[operation.kind].role(operation) in ROLES


def _checked(call: Call) -> Call:
    """Return a call whose body follows the rules: an empty object stands for one that may be left out."""
    is_left_out = call.body is None and call.operation.body is not None and not call.operation.body_needed
    checked = replace(call, request=replace(call.request, body={})) if is_left_out else call
    check_body(call.model, call.operation, checked.body)
    return checked
