"""Event IDs that come from outside, shortened so that they fit into keys and addresses."""

import hashlib

MAX_EVENT_ID = 128
"""Bytes. BigCommerce's hashes have 40. A page cursor holds up to 32 IDs, and API Gateway allows 10,240 bytes."""


def shortened(name: str, most: int = MAX_EVENT_ID) -> str:
    """Return the name, or its digest if it has more bytes."""
    encoded = name.encode(errors="surrogatepass")
    return name if len(encoded) <= most else hashlib.sha256(encoded).hexdigest()
