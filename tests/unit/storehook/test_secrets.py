"""The app's secrets: both while one replaces the other, and the last known ones while the vault is away."""

import json
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError
from tests.unit.storehook.conftest import Clock

from storehook.aws.secrets import AppSecrets


class NotFound(ClientError):
    """As botocore makes it: the secret, or this version of it, does not exist."""

    def __init__(self) -> None:
        super().__init__(
            {"Error": {"Code": "ResourceNotFoundException", "Message": "no such version"}}, "GetSecretValue"
        )


DENIED = ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "GetSecretValue")
AWAY = ConnectTimeoutError(endpoint_url="https://secretsmanager")


@dataclass
class Vault:
    """Secrets Manager: a text for each stage; what is an error is raised."""

    stages: dict[str, str | Exception]
    asked: list[tuple[str, str]] = field(default_factory=list)
    exceptions = SimpleNamespace(ResourceNotFoundException=NotFound)

    def get_secret_value(self, *, SecretId: str, VersionStage: str) -> dict[str, str]:  # noqa: N803 - AWS's names
        self.asked.append((SecretId, VersionStage))
        found = self.stages.get(VersionStage, NotFound())
        if isinstance(found, Exception):
            raise found
        return {"SecretString": found}


def value(secret: str) -> str:
    return json.dumps({"client_id": "id", "client_secret": secret})


def rotated() -> Vault:
    return Vault({"AWSCURRENT": value("new"), "AWSPREVIOUS": value("old")})


def secrets(vault: Vault, clock: Clock) -> AppSecrets:
    return AppSecrets(vault, "arn:secret", 60, clock)  # type: ignore[arg-type]


def test_the_current_and_the_previous_secret_both_count(clock: Clock) -> None:
    vault = rotated()

    assert secrets(vault, clock).of_store("abc") == ("new", "old")
    assert vault.asked == [("arn:secret", "AWSCURRENT"), ("arn:secret", "AWSPREVIOUS")]


def test_a_secret_that_never_changed_has_no_previous_value(clock: Clock) -> None:
    assert secrets(Vault({"AWSCURRENT": value("only")}), clock).of_store("abc") == ("only",)


def test_within_its_time_a_secret_is_not_asked_for_again_whatever_the_store(clock: Clock) -> None:
    vault = rotated()
    app = secrets(vault, clock)
    app.of_store("abc")
    clock.now += 59.9

    assert app.of_store("another") == ("new", "old")
    assert len(vault.asked) == 2


def test_a_new_secret_counts_after_the_time_of_the_old_one(clock: Clock) -> None:
    vault = rotated()
    app = secrets(vault, clock)
    app.of_store("abc")
    vault.stages = {"AWSCURRENT": value("newer"), "AWSPREVIOUS": value("new")}
    clock.now += 60

    assert app.of_store("abc") == ("newer", "new")


@pytest.mark.parametrize("fault", [AWAY, DENIED, NotFound()], ids=["away", "denied", "gone"])
def test_while_the_vault_is_away_the_last_known_secrets_count(clock: Clock, fault: Exception) -> None:
    vault = rotated()
    app = secrets(vault, clock)
    app.of_store("abc")
    vault.stages = {"AWSCURRENT": fault}
    clock.now += 60

    assert app.of_store("abc") == ("new", "old")


def test_while_the_vault_is_away_it_is_asked_once_in_a_while_only(clock: Clock) -> None:
    vault = rotated()
    app = secrets(vault, clock)
    app.of_store("abc")
    vault.stages = {"AWSCURRENT": AWAY}
    clock.now += 60
    app.of_store("abc")
    asked = len(vault.asked)
    clock.now += 59

    app.of_store("abc")

    assert len(vault.asked) == asked


def test_once_the_vault_is_back_its_secrets_count(clock: Clock) -> None:
    vault = Vault({"AWSCURRENT": AWAY})
    app = secrets(vault, clock)
    with pytest.raises(ConnectTimeoutError):
        app.of_store("abc")
    vault.stages = {"AWSCURRENT": value("new")}

    assert app.of_store("abc") == ("new",)


@pytest.mark.parametrize("fault", [AWAY, DENIED, NotFound()], ids=["away", "denied", "gone"])
def test_without_a_known_secret_a_fault_of_the_vault_is_raised(clock: Clock, fault: Exception) -> None:
    with pytest.raises(type(fault)):
        secrets(Vault({"AWSCURRENT": fault}), clock).of_store("abc")


@pytest.mark.parametrize("fault", [AWAY, DENIED], ids=["away", "denied"])
def test_a_fault_at_the_previous_value_keeps_both_known_ones(clock: Clock, fault: Exception) -> None:
    vault = rotated()
    app = secrets(vault, clock)
    app.of_store("abc")
    vault.stages = {"AWSCURRENT": value("newer"), "AWSPREVIOUS": fault}
    clock.now += 60

    assert app.of_store("abc") == ("new", "old")


@pytest.mark.parametrize("empty", ['{"client_id": "id"}', value(""), '{"client_secret": null}'])
def test_an_empty_previous_value_is_no_secret(clock: Clock, empty: str) -> None:
    vault = Vault({"AWSCURRENT": value("new"), "AWSPREVIOUS": empty})

    assert secrets(vault, clock).of_store("abc") == ("new",)


@pytest.mark.parametrize("broken", ["pasted as it is", "[]", '"text"', '{"client_secret": 7}'])
def test_a_previous_value_put_in_by_mistake_does_not_stop_the_current_one(clock: Clock, broken: str) -> None:
    vault = Vault({"AWSCURRENT": value("new"), "AWSPREVIOUS": broken})

    assert secrets(vault, clock).of_store("abc") == ("new",)


@pytest.mark.parametrize("broken", ["pasted as it is", "[]", '{"client_id": "id"}', value(""), '{"client_secret": 7}'])
def test_a_current_value_without_a_secret_is_a_fault_of_ours_and_refuses_nobody(clock: Clock, broken: str) -> None:
    with pytest.raises(Exception, match=r".") as fault:
        secrets(Vault({"AWSCURRENT": broken}), clock).of_store("abc")

    assert not isinstance(fault.value, AssertionError)
