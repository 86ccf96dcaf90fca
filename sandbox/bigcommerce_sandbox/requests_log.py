"""The requests that a store has answered, for tests of what a client asks for."""

from dataclasses import dataclass

MOST_REQUESTS = 1000
"""The newest so many are kept for each store."""


@dataclass(frozen=True, slots=True)
class AnsweredRequest:
    """A request to the API of a store, and how it was answered. Tokens and bodies are not kept.

    Args:
        at: unix seconds.
        method: as sent.
        path: below the store, such as /v2/orders/100.
        query: as sent, without the question mark.
        status: of the answer.
        client_id: of the API account; empty without a valid token.
    """

    at: float
    method: str
    path: str
    query: str
    status: int
    client_id: str
