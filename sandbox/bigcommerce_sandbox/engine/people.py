"""Writes of people: a merchant in the control panel and a shopper write what no request of the API can."""

from collections.abc import Mapping
from typing import Any

from bigcommerce_facts import Role, Schema, undocumented, value_problems
from bigcommerce_facts.check import MISSING
from bigcommerce_sandbox.engine.call import Request
from bigcommerce_sandbox.engine.model import Model
from bigcommerce_sandbox.errors import refused

_WRITES: Mapping[bool, tuple[Role, ...]] = {True: ("create", "bulk create"), False: ("update", "bulk update")}
"""The roles that write an item, by whether it is new."""


def check_fields(model: Model, fields: Mapping[str, Any], *, is_new: bool) -> None:
    """Refuse fields that no item of a kind has, bad values, and a new item without an owner.

    Raises:
        ApiError: 400 in v2 and 422 in v3.
    """
    bodies = (operation.body for operation in model.operations if operation.body)
    own = {*model.links.values(), *model.rules.marks}
    problems = {
        problem.at: problem.text
        for problem in value_problems(_schema(model), fields, numbers_as_text=model.version == "v2")
    }
    written = {name: value for name, value in fields.items() if name not in own}
    unknown = undocumented(written, (model.item, *(body.items or body for body in bodies)))
    problems |= dict.fromkeys(unknown, "BigCommerce documents no such field")
    owners = {model.links[kind] for operation in model.operations for kind in operation.owners.values()}
    problems |= dict.fromkeys(owners - fields.keys(), MISSING) if is_new else {}
    if problems or not (fields or is_new):
        raise refused(model.version, problems or {"data": MISSING})


def _schema(model: Model) -> Schema:
    """Return the schema of an item as requests bring it, or as answers show it where they do not."""
    bodies = (operation.body for operation in model.operations if model.role(operation) == "create" and operation.body)
    brought = {name: schema for body in bodies for name, schema in body.properties.items()}
    return Schema(properties={**model.fields, **brought})


def request(model: Model, item_id: Any, fields: Mapping[str, Any]) -> Request:
    """Return the request that adds an item, if it has no id yet, or changes it."""
    roles = _WRITES[item_id is None]
    operation = next(operation for operation in model.operations if model.role(operation) in roles)
    known = fields if item_id is None else {**fields, model.key: item_id}
    path = operation.path.replace(f"{{{operation.item_placeholder}}}", str(item_id))
    body = [known] if operation.role.startswith("bulk") else fields
    return Request(method=operation.method, path=path, body=body)
