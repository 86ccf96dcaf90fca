"""Dead letters in the terminal."""

import time
from collections.abc import Iterable

from storehook.operations.dead_letters_service import LetterAnswer, LetterGroupAnswer
from storehook_cli.views.printing import ago, instant, print_facts, print_table, say
from storehook_cli.views.runs import payload_text

HEADS = ("LETTERS", "ACTION", "ERROR", "FINGERPRINT", "STORES", "OLDEST", "EXAMPLE", "MESSAGE")
NARROW = (("LETTERS",), ("OLDEST",), ("ACTION ERROR FINGERPRINT", "STORES EXAMPLE", "MESSAGE"))


def print_groups(groups: Iterable[LetterGroupAnswer], empty: str) -> None:
    """Print dead letters by cause, or the text for an empty list."""
    now = time.time()
    print_table(HEADS, (_row(group, now) for group in groups), empty=empty, narrow=NARROW)


def print_letter(letter: LetterAnswer) -> None:
    """Print a dead letter with all its details."""
    facts = [
        ("letter", letter.id),
        ("sent", instant(letter.sent_at)),
        ("store", letter.store_hash),
        ("action", letter.action),
        ("scope", letter.scope),
        ("error", letter.error_type),
        ("fingerprint", letter.fingerprint),
        ("kind", letter.kind or ""),
        ("delivery", letter.delivery_id or ""),
        ("received", instant(letter.received_at)),
        ("redrives", str(letter.redrives or "")),
    ]
    print_facts(facts, 11)
    say(f"\npayload\n{payload_text(letter.payload, is_text=letter.payload_is_text)}")


def _row(group: LetterGroupAnswer, now: float) -> tuple[str, ...]:
    return (
        str(group.count),
        group.action,
        group.error_type,
        group.fingerprint,
        str(group.stores),
        ago(group.oldest_at, now),
        group.example,
        group.error,
    )
