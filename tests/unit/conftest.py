"""Unit tests are sealed: no network, and an environment that says nothing about AWS or a deployment."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings
from pytest_socket import disable_socket, enable_socket

SCRUBBED_PREFIXES = ("AWS_", "POWERTOOLS_", "LAMBDA_", "_X_AMZN_")
SCRUBBED = frozenset(
    {
        "APP_SECRET_ARN",
        "DEAD_LETTER_QUEUE_URL",
        "DEFAULT_QUEUE_URL",
        "LANE",
        "LONG_QUEUE_URL",
        "QUEUE_URL",
        "RUNS_RETENTION_DAYS",
        "RUNS_TABLE",
        "SECRET_TTL",
        "SIGNATURE_MAX_AGE",
    }
)

settings.register_profile("sealed", deadline=None, print_blob=True)
settings.load_profile("sealed")


@pytest.fixture(autouse=True)
def sealed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in list(os.environ):
        if name.startswith(SCRUBBED_PREFIXES) or name in SCRUBBED:
            monkeypatch.delenv(name)
    disable_socket(allow_unix_socket=True)  # asyncio's own pipe is a unix socket
    yield
    enable_socket()
