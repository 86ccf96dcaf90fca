"""The app's accounts, as connect has them: each secret with its client id."""

import json

import pytest
from tests.support.clocks import Clock
from tests.support.vault import Vault, likeliest, never, rotated, secrets, stages

from storehook.errors import SecretUnusable
from storehook.stores.store import AppAccount

NAMELESS = [
    '{"client_secret": "old"}',
    '{"client_id": "", "client_secret": "old"}',
    '{"client_id": 7, "client_secret": "old"}',
]


def account(client_id: str, client_secret: str) -> str:
    return json.dumps({"client_id": client_id, "client_secret": client_secret})


def test_each_secret_comes_with_the_client_id_that_it_was_put_with(clock: Clock) -> None:
    vault = Vault({"AWSCURRENT": account("new id", "new"), "AWSPREVIOUS": account("old id", "old")})

    first, *_, last = secrets(vault, clock).accounts(never)

    assert first == (AppAccount("new id", "new"),)
    assert last == (AppAccount("new id", "new"), AppAccount("old id", "old"))


def test_the_current_account_costs_one_call_in_its_time(clock: Clock) -> None:
    vault = rotated()
    app = secrets(vault, clock)
    for _ in range(3):
        next(iter(app.accounts(never)))

    assert stages(vault) == ["AWSCURRENT"]


@pytest.mark.parametrize("nameless", NAMELESS)
def test_a_current_value_without_a_client_id_is_a_fault_that_says_what_to_put_there(
    clock: Clock, nameless: str
) -> None:
    app = secrets(Vault({"AWSCURRENT": nameless}), clock)

    with pytest.raises(SecretUnusable, match=r'The secret arn:secret isn\'t JSON .* Set it to {"client_id": "…", '):
        next(iter(app.accounts(never)))


@pytest.mark.parametrize("nameless", NAMELESS)
def test_a_value_without_a_client_id_verifies_webhooks_all_the_same(clock: Clock, nameless: str) -> None:
    assert likeliest(secrets(Vault({"AWSCURRENT": nameless}), clock)) == ("old",)


@pytest.mark.parametrize("nameless", NAMELESS)
def test_a_previous_value_without_a_client_id_is_no_account(clock: Clock, nameless: str) -> None:
    vault = Vault({"AWSCURRENT": account("new id", "new"), "AWSPREVIOUS": nameless})

    assert [*secrets(vault, clock).accounts(never)][-1] == (AppAccount("new id", "new"),)


def test_a_secret_is_shown_by_no_repr(clock: Clock) -> None:
    vault = Vault({"AWSCURRENT": account("id", "canary")})
    app = secrets(vault, clock)
    found = next(iter(app.accounts(never)))
    vault.stages.clear()

    assert "canary" not in f"{app!r} {found!r}"
