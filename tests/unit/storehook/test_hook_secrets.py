"""The secrets that hooks' keys are made with: the current one first, the one before it too."""

import pytest
from botocore.exceptions import ConnectTimeoutError
from tests.unit.storehook.conftest import Clock
from tests.unit.storehook.test_secrets import AWAY, DENIED, TTL, NotFound, Vault, stages

from storehook.aws.hook_secrets import HookSecrets
from storehook.aws.secrets import REFRESH_AFTER


def rotated() -> Vault:
    return Vault({"AWSCURRENT": "new", "AWSPREVIOUS": "old"})


def secrets(vault: Vault, clock: Clock) -> HookSecrets:
    return HookSecrets(vault, "arn:hook", TTL, clock)  # type: ignore[arg-type]


def likeliest(hook: HookSecrets) -> tuple[str, ...]:
    return next(hook.groups())


def newest(hook: HookSecrets) -> tuple[str, ...]:
    return [*hook.groups()][-1]


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


@pytest.mark.parametrize("fault", [AWAY, DENIED, NotFound()], ids=["away", "denied", "gone"])
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


def test_the_secrets_are_shown_by_nothing(clock: Clock) -> None:
    hook = secrets(Vault({"AWSCURRENT": "canary-1", "AWSPREVIOUS": "canary-2"}), clock)
    newest(hook)
    hook.client = "the client"  # type: ignore[assignment] - the test's own shows what it was told

    assert "canary" not in f"{hook!r} {hook.groups!r}"
