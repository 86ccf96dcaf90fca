"""Slots for exchanges of codes. They bound the copies of connect that wait for BigCommerce's login at the same time.

Anybody can call `/auth` with a code that looks right, and only BigCommerce's login can tell that it is not. Without a
bound, such calls would take all copies that a new AWS account may run. Nobody signs `/auth`, so networks share the
slots: one network has one slot at a time, however many codes it sends.
"""

from collections.abc import Generator
from contextlib import contextmanager
from hashlib import sha256
from ipaddress import ip_address
from typing import Protocol

from storehook.connect.errors import TooManyExchanges

SLOTS = 3
"""Exchanges at the same time, in all copies of connect."""

LEASE = 8.0
"""Seconds after which the slot of a process that died is free again. An exchange is shorter."""

ROTATION = 5.0
"""Seconds after which each network gets another slot. Two networks thus share a slot only for a while."""


class ExchangeSlots(Protocol):
    """Slots that all copies of connect share."""

    def acquire(self, slot: int, now: float, until: float) -> bool:
        """Take a slot until a time at the latest. Return False if it is taken."""
        ...

    def release(self, slot: int, until: float) -> None:
        """Free a slot that was taken until a time. It raises nothing: the slot is free after that time anyway."""
        ...


@contextmanager
def exchange_slot(slots: ExchangeSlots, sender: str, now: float) -> Generator[None]:
    """Hold the slot of a sender.

    Args:
        sender: IP address.

    Raises:
        TooManyExchanges: the slot is taken.
    """
    slot, until = slot_of(sender, now), now + LEASE
    if not slots.acquire(slot, now, until):
        raise TooManyExchanges
    try:
        yield
    finally:
        slots.release(slot, until)


def slot_of(sender: str, now: float) -> int:
    """Return the slot of a sender at a time."""
    text = f"{_network(sender)} {now // ROTATION}"
    return int.from_bytes(sha256(text.encode()).digest()) % SLOTS


def _network(sender: str) -> str:
    """Return the network of an address. Each subscriber has at least 2**64 addresses of IPv6."""
    try:
        return ":".join(ip_address(sender).exploded.split(":")[:4])
    except ValueError:
        return ""
