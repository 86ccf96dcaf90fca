"""What `storehook send` sends: a sample of a scope, data of one's own, or what a stored run was sent."""

import json
import re
from dataclasses import dataclass, replace
from typing import Any, cast

from storehook.errors import ContentUnreadable
from storehook.runs.run import Run
from storehook.webhooks.event import Event, read
from storehook.webhooks.resources import resource_of
from storehook_cli.authoring.sample_payloads import concrete, sample
from storehook_cli.errors import CommandError

MASK = "masked"

_SECRET = re.compile(r"token|secret|password|passwd|authorization|api_?key|credential", re.IGNORECASE)
"""How a field is called that no other stack is to see."""


@dataclass(frozen=True, slots=True)
class Sent:
    """An event to send.

    Args:
        scope: what has happened, without a wildcard.
        data: the event's own part of the body.
    """

    scope: str
    data: Any


def of_scope(scope: str) -> Sent:
    """A sample of a scope; of a wildcard, one of its events.

    Raises:
        UnknownScope: BigCommerce has no such scope.
    """
    return Sent(concrete(scope), sample(concrete(scope)))


def of_run(run: Run) -> Sent:
    """What a run was sent.

    Raises:
        CommandError: it was sent no webhook, or what was sent is none.
    """
    if run.message.kind == "action":
        raise CommandError(f"{run.key} was asked for by another action: no webhook was sent for it.")
    try:
        event = read(run.message.payload)
    except ContentUnreadable as error:
        raise CommandError(f"What was sent for {run.key} cannot be read: {error}") from error
    return Sent(event.scope, event.data)


def masked(sent: Sent) -> Sent:
    """The same without what its fields' names say to be secret: it may be on its way to another stack."""
    return replace(sent, data=_masked(sent.data))


def _masked(value: Any) -> Any:
    match value:
        case dict():
            fields = cast("dict[str, Any]", value).items()
            return {name: MASK if _SECRET.search(name) else _masked(each) for name, each in fields}
        case list():
            return [_masked(each) for each in cast("list[Any]", value)]
        case _:
            return value


def with_data(sent: Sent, text: bytes) -> Sent:
    """The same with other data.

    Raises:
        CommandError: the text is no JSON object, nor an array.
    """
    try:
        data: object = json.loads(text)
    except ValueError as error:
        raise CommandError(f"The data is not JSON: {error}.") from error
    if not isinstance(data, dict | list):
        raise CommandError('The data must be a JSON object, as {"type": "order", "id": 100}, or an array.')
    return replace(sent, data=cast("Any", data))


def with_id(sent: Sent, wanted: str) -> Sent:
    """The same about another resource.

    Raises:
        CommandError: its data names no resource by one id.
    """
    data: object = sent.data
    if isinstance(data, dict):
        data = cast("dict[str, Any]", data)
        for name, value in data.items():
            changed = {**data, name: int(wanted) if isinstance(value, int) and wanted.isdecimal() else wanted}
            if (resource_of(Event("-", sent.scope, changed, None, None)) or "").endswith(f"/{wanted}"):
                return replace(sent, data=changed)
    raise CommandError(f"The data of {sent.scope} has no id of a resource of its own. Give it with --data.")
