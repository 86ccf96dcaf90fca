"""The people of a store: its owner, and one member of the staff. The same store always has the same ones."""

import uuid
from dataclasses import dataclass
from typing import Any
from zlib import crc32

OWNER, STAFF = "owner", "staff"


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who signs in to a store's control panel."""

    id: int
    username: str
    email: str

    def shown(self) -> dict[str, Any]:
        """The user as an answer to a token request shows them."""
        return {"id": self.id, "username": self.username, "email": self.email}


def users_of(store_hash: str) -> dict[str, User]:
    """The owner and the staff member of a store, by role."""
    first = crc32(store_hash.encode()) * 2
    return {
        role: User(first + at, role, f"{role}@{store_hash.lower()}.example.com")
        for at, role in enumerate((OWNER, STAFF), start=1)
    }


def account_uuid(store_hash: str) -> str:
    """The id of the merchant's account, which `/auth` and the token answer carry."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"stores/{store_hash}"))
