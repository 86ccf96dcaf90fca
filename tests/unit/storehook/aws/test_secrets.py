"""The app's secrets: the current one first, the one before it too, and the last known ones while the vault is away."""

from datetime import UTC, datetime

import pytest
from botocore.exceptions import ConnectTimeoutError
from tests.support.clocks import NOW, Clock
from tests.support.vault import (
    AWAY,
    DENIED,
    FAULTS,
    TTL,
    Vault,
    always,
    likeliest,
    never,
    newest,
    rotated,
    secrets,
    stages,
    value,
)

from storehook.aws.secrets import REFRESH_AFTER
from storehook.errors import StorehookError

UNUSABLE = [b"put in as a file", "pasted as it is", "[]", '{"client_id": "id"}', value(""), '{"client_secret": 7}']


def test_the_current_secret_is_tried_first_at_the_cost_of_one_call(clock: Clock) -> None:
    vault = rotated()

    assert likeliest(secrets(vault, clock)) == ("new",)
    assert vault.asked == [("arn:secret", "AWSCURRENT")]


def test_the_current_and_the_previous_secret_are_tried_next(clock: Clock) -> None:
    vault = rotated()

    assert newest(secrets(vault, clock)) == ("new", "old")
    assert stages(vault) == ["AWSCURRENT", "AWSCURRENT", "AWSPREVIOUS"]


def test_a_secret_that_never_changed_has_no_previous_value(clock: Clock) -> None:
    assert newest(secrets(Vault({"AWSCURRENT": value("only")}), clock)) == ("only",)


def test_within_its_time_the_current_secret_costs_no_call_whatever_the_store(clock: Clock) -> None:
    vault = rotated()
    app = secrets(vault, clock)
    likeliest(app)
    stages(vault)
    clock.now += TTL - 0.1

    assert next(iter(app.of_store("another", never))) == ("new",)
    assert stages(vault) == []


def test_after_its_time_the_current_secret_is_asked_for_again(clock: Clock) -> None:
    vault = rotated()
    app = secrets(vault, clock)
    likeliest(app)
    vault.stages = {"AWSCURRENT": value("newer"), "AWSPREVIOUS": value("new")}
    clock.now += TTL

    assert likeliest(app) == ("newer",)


def test_a_secret_that_was_just_replaced_counts_without_waiting_for_its_time(clock: Clock) -> None:
    vault = rotated()
    app = secrets(vault, clock)
    likeliest(app)
    vault.stages = {"AWSCURRENT": value("newer"), "AWSPREVIOUS": value("new")}

    assert newest(app) == ("newer", "new")


def test_signatures_that_match_nothing_cost_calls_only_once_in_a_while(clock: Clock) -> None:
    vault = rotated()
    app = secrets(vault, clock)
    newest(app)
    stages(vault)
    clock.now += REFRESH_AFTER - 0.1

    assert newest(app) == ("new", "old")
    assert stages(vault) == []
    clock.now += 0.2
    newest(app)
    assert stages(vault) == ["AWSCURRENT", "AWSPREVIOUS"]


def test_a_secret_that_was_exchanged_since_the_last_refusal_counts_where_a_refresh_is_granted(clock: Clock) -> None:
    vault = rotated()
    app = secrets(vault, clock)
    newest(app)
    vault.stages = {"AWSCURRENT": value("newer"), "AWSPREVIOUS": value("new")}
    clock.now += 0.1

    assert newest(app) == ("new", "old")
    assert newest(app, always) == ("newer", "new")
    assert newest(app) == ("newer", "new")


@pytest.mark.parametrize("is_sdk", [False, True], ids=["seconds, as they are sent", "a date, as the SDK gives"])
@pytest.mark.parametrize(("hours", "live"), [(48.9, ("new", "old")), (49, ("new",)), (900, ("new",))])
def test_the_previous_secret_counts_for_49_hours(
    clock: Clock, hours: float, live: tuple[str, ...], is_sdk: bool
) -> None:
    vault = rotated()
    created = NOW - hours * 3600
    vault.created = datetime.fromtimestamp(created, UTC) if is_sdk else created

    assert newest(secrets(vault, clock)) == live
    assert stages(vault) == ["AWSCURRENT", "AWSCURRENT", "AWSPREVIOUS"][: len(live) + 1]


@FAULTS
def test_while_the_vault_is_away_the_last_known_secrets_count(clock: Clock, fault: Exception) -> None:
    vault = rotated()
    app = secrets(vault, clock)
    newest(app)
    vault.stages = {"AWSCURRENT": fault}
    clock.now += TTL

    assert (likeliest(app), newest(app)) == (("new",), ("new", "old"))


def test_while_the_vault_is_away_it_is_asked_once_in_a_while_only(clock: Clock) -> None:
    vault = rotated()
    app = secrets(vault, clock)
    likeliest(app)
    vault.stages = {"AWSCURRENT": AWAY}
    clock.now += TTL
    likeliest(app)
    stages(vault)
    clock.now += TTL - 1

    likeliest(app)

    assert stages(vault) == []


def test_once_the_vault_is_back_its_secrets_count(clock: Clock) -> None:
    vault = Vault({"AWSCURRENT": AWAY})
    app = secrets(vault, clock)
    with pytest.raises(ConnectTimeoutError):
        likeliest(app)
    vault.stages = {"AWSCURRENT": value("new")}

    assert likeliest(app) == ("new",)


@FAULTS
def test_without_a_known_secret_a_fault_of_the_vault_is_raised(clock: Clock, fault: Exception) -> None:
    with pytest.raises(type(fault)):
        likeliest(secrets(Vault({"AWSCURRENT": fault}), clock))


@pytest.mark.parametrize("fault", [AWAY, DENIED], ids=["away", "denied"])
def test_a_previous_secret_that_was_never_known_is_a_fault_and_no_refusal(clock: Clock, fault: Exception) -> None:
    vault = Vault({"AWSCURRENT": value("new"), "AWSPREVIOUS": fault})

    with pytest.raises(type(fault)):
        newest(secrets(vault, clock))


@pytest.mark.parametrize("fault", [AWAY, DENIED], ids=["away", "denied"])
def test_a_fault_at_the_previous_value_keeps_both_known_ones(clock: Clock, fault: Exception) -> None:
    vault = rotated()
    app = secrets(vault, clock)
    newest(app)
    vault.stages = {"AWSCURRENT": value("new"), "AWSPREVIOUS": fault}
    clock.now += TTL

    assert newest(app) == ("new", "old")


@pytest.mark.parametrize("unusable", UNUSABLE)
def test_a_previous_value_put_in_by_mistake_does_not_stop_the_current_one(clock: Clock, unusable: str | bytes) -> None:
    vault = Vault({"AWSCURRENT": value("new"), "AWSPREVIOUS": unusable})

    assert newest(secrets(vault, clock)) == ("new",)


@pytest.mark.parametrize("unusable", UNUSABLE)
def test_a_current_value_without_a_secret_is_a_fault_of_ours_and_refuses_nobody(
    clock: Clock, unusable: str | bytes
) -> None:
    with pytest.raises((ValueError, StorehookError)):
        likeliest(secrets(Vault({"AWSCURRENT": unusable}), clock))


@pytest.mark.parametrize("unusable", UNUSABLE)
def test_while_the_current_value_is_put_in_by_mistake_the_last_known_secrets_count(
    clock: Clock, unusable: str | bytes
) -> None:
    vault = rotated()
    app = secrets(vault, clock)
    newest(app)
    vault.stages = {"AWSCURRENT": unusable, "AWSPREVIOUS": value("new")}
    clock.now += TTL

    assert "new" in {secret for group in app.of_store("abc", never) for secret in group}


def test_the_secrets_are_shown_by_nothing(clock: Clock) -> None:
    app = secrets(Vault({"AWSCURRENT": value("canary-1"), "AWSPREVIOUS": value("canary-2")}), clock)
    newest(app)
    app.client = "the client"  # type: ignore[assignment] - the test's own shows what it was told

    assert "canary" not in f"{app!r} {app.of_store!r}"
