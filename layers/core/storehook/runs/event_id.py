"""What names an event within its store, where that comes from outside: short enough for keys and for addresses."""

import hashlib

MAX_EVENT_ID = 128
"""Bytes: BigCommerce's have 40. What asks for the next page holds up to 32 of them, and API Gateway takes 10,240."""


def shortened(name: str, most: int = MAX_EVENT_ID) -> str:
    """The name, or its digest if it has more bytes."""
    encoded = name.encode(errors="surrogatepass")
    return name if len(encoded) <= most else hashlib.sha256(encoded).hexdigest()
