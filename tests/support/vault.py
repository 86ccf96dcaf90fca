"""Secrets Manager in memory, with secrets that are rotated, missing or unreadable."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError
from tests.support.clocks import NOW, Clock

from storehook.aws.secrets import AppSecrets
from storehook.webhooks.signature import MayRefresh


class NotFound(ClientError):
    """botocore's error for a missing secret or version."""

    def __init__(self) -> None:
        super().__init__(
            {"Error": {"Code": "ResourceNotFoundException", "Message": "no such version"}}, "GetSecretValue"
        )


DENIED = ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "GetSecretValue")
TTL = 60
AWAY = ConnectTimeoutError(endpoint_url="https://secretsmanager")


@dataclass
class Vault:
    """Secrets Manager with a text or bytes for each stage, all of one age. An exception is raised."""

    stages: dict[str, str | bytes | Exception]
    created: float | datetime = NOW
    asked: list[tuple[str, str]] = field(default_factory=list)
    exceptions = SimpleNamespace(ResourceNotFoundException=NotFound)

    def get_secret_value(self, *, SecretId: str, VersionStage: str) -> dict[str, Any]:  # noqa: N803 - AWS's names
        self.asked.append((SecretId, VersionStage))
        value = self.stages.get(VersionStage, NotFound())
        if isinstance(value, Exception):
            raise value
        return {"SecretString" if isinstance(value, str) else "SecretBinary": value, "CreatedDate": self.created}


def value(secret: str) -> str:
    return json.dumps({"client_id": "id", "client_secret": secret})


def rotated() -> Vault:
    return Vault({"AWSCURRENT": value("new"), "AWSPREVIOUS": value("old")})


def secrets(vault: Vault, clock: Clock) -> AppSecrets:
    return AppSecrets(vault, "arn:secret", TTL, clock, lambda: NOW)  # type: ignore[arg-type]


def never() -> bool:
    return False


def always() -> bool:
    return True


def likeliest(app: AppSecrets) -> tuple[str, ...]:
    """Return the secrets that are tried first."""
    return next(iter(app.of_store("abc", never)))


def newest(app: AppSecrets, may_refresh: MayRefresh = never) -> tuple[str, ...]:
    """Return the secrets that are tried when the likeliest don't match."""
    return [*app.of_store("abc", may_refresh)][-1]


def stages(vault: Vault) -> list[str]:
    """Return the stages that were read since the last call."""
    read = [stage for _, stage in vault.asked]
    vault.asked.clear()
    return read


FAULTS = pytest.mark.parametrize("fault", [AWAY, DENIED, NotFound()], ids=["away", "denied", "gone"])
