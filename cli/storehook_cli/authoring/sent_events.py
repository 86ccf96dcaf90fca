"""Events for `storehook send`: a sample of a scope, the user's data, or the event of a stored run."""

import json
import re
from dataclasses import dataclass, replace
from typing import Any, cast

from storehook.errors import ContentUnreadable
from storehook.operations import Run
from storehook.webhooks.event import Event, read
from storehook.webhooks.resources import resource_of
from storehook_cli.authoring.sample_payloads import concrete, sample
from storehook_cli.errors import CommandError

MASK = "masked"

_SECRET = re.compile(r"token|secret|password|passwd|authorization|api_?key|credential", re.IGNORECASE)
"""Names of fields whose values must not reach another stack."""


@dataclass(frozen=True, slots=True)
class SampleEvent:
    """Event to send: its scope, without a wildcard, and the `data` of the delivery's body."""

    scope: str
    data: Any


def of_scope(scope: str) -> SampleEvent:
    """Return a sample of a scope. For a wildcard, it is one of its events."""
    return SampleEvent(concrete(scope), sample(concrete(scope)))


def of_run(run: Run) -> SampleEvent:
    """Return the event of a run."""
    if run.message.kind == "action":
        raise CommandError(f"{run.key} was enqueued by another action, so it has no event to send.")
    try:
        event = read(run.message.payload)
    except ContentUnreadable as error:
        raise CommandError(f"The event of {run.key} cannot be read: {error}") from error
    return SampleEvent(event.scope, event.data)


def masked(event: SampleEvent) -> SampleEvent:
    """Mask the fields whose names suggest a secret, because the event may go to another stack."""
    return replace(event, data=_masked(event.data))


def _masked(value: Any) -> Any:
    match value:
        case dict():
            fields = cast("dict[str, Any]", value).items()
            return {name: MASK if _SECRET.search(name) else _masked(field) for name, field in fields}
        case list():
            return [_masked(item) for item in cast("list[Any]", value)]
        case _:
            return value


def with_data(event: SampleEvent, text: bytes) -> SampleEvent:
    """Replace the data."""
    try:
        data: object = json.loads(text)
    except ValueError as error:
        raise CommandError(f"The data is not JSON: {error}.") from error
    if not isinstance(data, dict | list):
        raise CommandError('The data must be a JSON object, such as {"type": "order", "id": 100}, or an array.')
    return replace(event, data=cast("Any", data))


def with_id(event: SampleEvent, resource_id: str) -> SampleEvent:
    """Replace the id of the event's resource."""
    data: object = event.data
    if isinstance(data, dict):
        data = cast("dict[str, Any]", data)
        for name, value in data.items():
            changed = {
                **data,
                name: int(resource_id) if isinstance(value, int) and resource_id.isdecimal() else resource_id,
            }
            if (resource_of(Event("-", event.scope, changed, None, None)) or "").endswith(f"/{resource_id}"):
                return replace(event, data=changed)
    raise CommandError(f"The data of {event.scope} has no id to replace. Pass all data with --data.")
