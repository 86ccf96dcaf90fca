"""The secrets that hooks' keys are made with: the current one first, the one before it too."""

import pytest
from botocore.exceptions import ConnectTimeoutError
from tests.support.clocks import NOW, Clock
from tests.support.vault import AWAY, FAULTS, TTL, Vault, never, stages

from storehook.aws.secrets import REFRESH_AFTER, HookSecrets
from storehook.errors import HookSecretUnusable


def rotated() -> Vault:
    return Vault({"AWSCURRENT": "new", "AWSPREVIOUS": "old"})


def secrets(vault: Vault, clock: Clock) -> HookSecrets:
    return HookSecrets(vault, "arn:hook", TTL, clock, lambda: NOW)  # type: ignore[arg-type]


def likeliest(hook: HookSecrets) -> tuple[str, ...]:
    return next(hook.groups(never))


def newest(hook: HookSecrets) -> tuple[str, ...]:
    return [*hook.groups(never)][-1]


def test_the_current_secret_is_tried_first_as_it_is_at_the_cost_of_one_call(clock: Clock) -> None:
    vault = rotated()

    assert likeliest(secrets(vault, clock)) == ("new",)
    assert vault.asked == [("arn:hook", "AWSCURRENT")]


def test_the_current_and_the_previous_secret_are_tried_next(clock: Clock) -> None:
    assert newest(secrets(rotated(), clock)) == ("new", "old")


def test_a_secret_that_never_changed_has_no_previous_value(clock: Clock) -> None:
    assert newest(secrets(Vault({"AWSCURRENT": "only"}), clock)) == ("only",)


def test_within_its_time_the_current_secret_costs_no_call(clock: Clock) -> None:
    vault = rotated()
    hook = secrets(vault, clock)
    likeliest(hook)
    stages(vault)
    clock.now += TTL - 0.1

    assert likeliest(hook) == ("new",)
    assert stages(vault) == []


def test_a_key_that_does_not_match_makes_it_look_for_newer_secrets_only_once_in_a_while(clock: Clock) -> None:
    vault = rotated()
    hook = secrets(vault, clock)
    newest(hook)
    vault.stages = {"AWSCURRENT": "newer", "AWSPREVIOUS": "new"}
    stages(vault)
    clock.now += REFRESH_AFTER - 0.1

    assert newest(hook) == ("new", "old")
    assert stages(vault) == []
    clock.now += 0.2
    assert newest(hook) == ("newer", "new")
    assert stages(vault) == ["AWSCURRENT", "AWSPREVIOUS"]


@FAULTS
def test_while_the_vault_is_away_the_last_known_secrets_count(clock: Clock, fault: Exception) -> None:
    vault = rotated()
    hook = secrets(vault, clock)
    newest(hook)
    vault.stages = {"AWSCURRENT": fault}
    clock.now += TTL

    assert (likeliest(hook), newest(hook)) == (("new",), ("new", "old"))


def test_without_a_known_secret_a_fault_of_the_vault_is_raised(clock: Clock) -> None:
    with pytest.raises(ConnectTimeoutError):
        likeliest(secrets(Vault({"AWSCURRENT": AWAY}), clock))


UNUSABLE = pytest.mark.parametrize("unusable", ["", b"put in as a file"])


@UNUSABLE
def test_a_current_value_without_text_is_a_fault_of_ours_and_refuses_nobody(
    clock: Clock, unusable: str | bytes
) -> None:
    with pytest.raises(HookSecretUnusable, match="arn:hook"):
        likeliest(secrets(Vault({"AWSCURRENT": unusable, "AWSPREVIOUS": "old"}), clock))


@UNUSABLE
def test_while_the_current_value_has_no_text_the_last_known_secrets_count(clock: Clock, unusable: str | bytes) -> None:
    vault = rotated()
    hook = secrets(vault, clock)
    newest(hook)
    vault.stages = {"AWSCURRENT": unusable, "AWSPREVIOUS": "new"}
    clock.now += TTL

    assert (likeliest(hook), newest(hook), hook.current()) == (("new",), ("new", "old"), "new")


@UNUSABLE
def test_a_previous_value_without_text_does_not_stop_the_current_one(clock: Clock, unusable: str | bytes) -> None:
    assert newest(secrets(Vault({"AWSCURRENT": "new", "AWSPREVIOUS": unusable}), clock)) == ("new",)


# --- What new keys are made with --------------------------------------------------------------------------------------


def test_new_keys_are_made_with_the_current_secret_at_the_cost_of_one_call(clock: Clock) -> None:
    vault = rotated()

    assert secrets(vault, clock).current() == "new"
    assert vault.asked == [("arn:hook", "AWSCURRENT")]


def test_new_keys_within_its_time_cost_no_call(clock: Clock) -> None:
    vault = rotated()
    hook = secrets(vault, clock)
    hook.current()
    stages(vault)
    vault.stages = {"AWSCURRENT": "newer", "AWSPREVIOUS": "new"}
    clock.now += TTL - 0.1

    assert (hook.current(), stages(vault)) == ("new", [])


def test_after_its_time_new_keys_are_made_with_the_newer_secret(clock: Clock) -> None:
    vault = rotated()
    hook = secrets(vault, clock)
    hook.current()
    vault.stages = {"AWSCURRENT": "newer", "AWSPREVIOUS": "new"}
    clock.now += TTL

    assert hook.current() == "newer"


@FAULTS
def test_while_the_vault_is_away_new_keys_are_made_with_the_last_known_secret(clock: Clock, fault: Exception) -> None:
    vault = rotated()
    hook = secrets(vault, clock)
    hook.current()
    vault.stages = {"AWSCURRENT": fault}
    clock.now += TTL

    assert hook.current() == "new"


@FAULTS
def test_no_key_is_made_as_long_as_no_secret_is_known(clock: Clock, fault: Exception) -> None:
    with pytest.raises(type(fault)):
        secrets(Vault({"AWSCURRENT": fault}), clock).current()


def test_no_key_is_made_with_an_empty_secret_even_if_there_was_one_before_it(clock: Clock) -> None:
    with pytest.raises(HookSecretUnusable, match="arn:hook"):
        secrets(Vault({"AWSCURRENT": "", "AWSPREVIOUS": "old"}), clock).current()


def test_the_secrets_are_shown_by_nothing(clock: Clock) -> None:
    hook = secrets(Vault({"AWSCURRENT": "canary-1", "AWSPREVIOUS": "canary-2"}), clock)
    newest(hook)
    hook.current()
    hook.client = "the client"  # type: ignore[assignment] - the test's own shows what it was told

    assert "canary" not in f"{hook!r} {hook.groups!r} {hook.current!r}"
