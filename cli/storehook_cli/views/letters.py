"""Dead letters as the command shows them, for people and for programs."""

import base64
from dataclasses import asdict
from typing import Any

from storehook.errors import Unreadable
from storehook.queues.dead_letters import LetterGroup, envelope
from storehook.queues.message import decode
from storehook.queues.ports import DeadLetter
from storehook_cli.views.printing import ago, instant

HEADS = ("LETTERS", "ACTION", "ERROR", "FINGERPRINT", "STORES", "OLDEST", "EXAMPLE")


def line(group: LetterGroup, now: float) -> tuple[str, ...]:
    """A line of the list."""
    return (
        str(group.count),
        group.action,
        group.error_type,
        group.fingerprint,
        str(group.stores),
        ago(group.oldest_at, now),
        group.example,
    )


def summary(group: LetterGroup) -> dict[str, Any]:
    """What the list says of a cause, for programs."""
    return asdict(group) | {"oldest_at": instant(group.oldest_at)}


def whole(letter: DeadLetter) -> dict[str, Any]:
    """All of a letter, for programs: its envelope, and the message in it. A payload that is no text is in base64."""
    found: dict[str, Any] = {"id": letter.id, "sent_at": instant(letter.sent_at), **asdict(envelope(letter))}
    try:
        message = decode(letter.text)
    except Unreadable:
        return found | {"text": letter.text}
    fields = asdict(message)
    payload = fields.pop("payload")
    fields |= {name: instant(fields[name]) for name in ("signed_at", "received_at", "due_at", "caused_at")}
    try:
        return found | fields | {"payload": payload.decode(), "payload_is_text": True}
    except UnicodeDecodeError:
        return found | fields | {"payload": base64.b64encode(payload).decode(), "payload_is_text": False}
