"""`storehook secrets exchange`: the stack's own secrets are replaced, and the one before ends, at once if it leaked."""

import json
import re
import time

import pytest
from tests.support.storehook_command import MemoryStack, Storehook

from storehook.operations.stack_secrets import RECONCILER_TTL
from storehook_cli.commands import secret_exchange

NEW = "canary0new0client0secret"


@pytest.fixture(autouse=True)
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """For how long the command slept."""
    seconds = list[float]()
    monkeypatch.setattr(secret_exchange, "sleep", seconds.append)
    return seconds


def account(stack: MemoryStack) -> dict[str, str]:
    return json.loads(stack.stack_secrets["app"].live().text)


def test_the_apps_client_secret_is_piped_in_and_keeps_its_client_id(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    done = storehook("secrets", "exchange", "app", input=f"{NEW}\n")

    assert done.exit_code == 0
    assert account(memory_stack) == {"client_id": "id", "client_secret": NEW}
    assert "The previous one counts until 20" in done.output
    assert NEW not in done.output


def test_with_another_app_it_is_said_what_becomes_of_the_webhooks_of_the_old_one(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    done = storehook("secrets", "exchange", "app", "--client-id", "other-app", input=NEW)

    said = " ".join(done.output.split())
    assert (done.exit_code, account(memory_stack)["client_id"]) == (0, "other-app")
    assert "Ask each merchant to install other-app and to uninstall id." in said
    assert "uninstall" not in storehook("secrets", "exchange", "app", input="canary3client3secret").output


def test_the_one_before_counts_for_49_hours(storehook: Storehook, memory_stack: MemoryStack) -> None:
    storehook("secrets", "exchange", "app", input=NEW)

    until = memory_stack.stack_secrets["app"].live().previous_until
    assert until == pytest.approx(time.time() + 49 * 3600, abs=60)


def test_if_it_leaked_it_ends(storehook: Storehook, memory_stack: MemoryStack) -> None:
    done = storehook("secrets", "exchange", "app", "--leaked", "--yes", input=NEW)

    assert (done.exit_code, account(memory_stack)["client_secret"]) == (0, NEW)
    assert memory_stack.stack_secrets["app"].live().previous_until is None
    assert "ends within a minute" in done.output


def test_one_that_turns_out_to_have_leaked_after_its_exchange_ends_too(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    storehook("secrets", "exchange", "app", input=NEW)

    assert storehook("secrets", "exchange", "app", "--leaked", "--yes", input=NEW).exit_code == 0
    assert memory_stack.stack_secrets["app"].live().previous_until is None


def test_the_same_secret_again_is_refused_as_it_would_end_the_one_before(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    storehook("secrets", "exchange", "app", input=NEW)

    done = storehook("secrets", "exchange", "app", input=NEW)

    assert (done.exit_code, "--leaked" in done.output) == (1, True)
    assert memory_stack.stack_secrets["app"].live().previous_until is not None


def test_the_first_secret_needs_the_apps_client_id(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.stack_secrets["app"].texts = ['{"client_id": "", "client_secret": "generated!"}']

    refused = storehook("secrets", "exchange", "app", input=NEW)
    done = storehook("secrets", "exchange", "app", "--client-id", "my-app", input=NEW)

    assert (refused.exit_code, "--client-id" in refused.output) == (1, True)
    assert (done.exit_code, account(memory_stack)) == (0, {"client_id": "my-app", "client_secret": NEW})


@pytest.mark.parametrize("stored", ["pasted as it is", "[]", '{"client_secret": "x"}', '{"client_id": 7}'])
def test_what_was_stored_by_mistake_can_be_replaced(
    storehook: Storehook, memory_stack: MemoryStack, stored: str
) -> None:
    memory_stack.stack_secrets["app"].texts = [stored]

    assert storehook("secrets", "exchange", "app", "--client-id", "my-app", input=NEW).exit_code == 0
    assert account(memory_stack) == {"client_id": "my-app", "client_secret": NEW}


@pytest.mark.parametrize("piped", ["", "\n", "two words", "two\nlines", "x" * 513, "ümlaut"], ids=repr)
def test_what_is_no_client_secret_is_refused_and_not_repeated(
    storehook: Storehook, memory_stack: MemoryStack, piped: str
) -> None:
    before = account(memory_stack)

    done = storehook("secrets", "exchange", "app", input=piped)

    assert (done.exit_code, account(memory_stack)) == (1, before)
    assert not piped.strip() or piped not in done.output


def test_a_secret_cannot_be_given_on_the_command_line(storehook: Storehook, memory_stack: MemoryStack) -> None:
    before = account(memory_stack)

    assert storehook("secrets", "exchange", "app", NEW, input=NEW).exit_code == 2
    assert account(memory_stack) == before


@pytest.mark.parametrize("words", [["app", "--leaked"], ["hook"], ["hook", "--leaked"]], ids=" ".join)
def test_it_asks_before_deliveries_may_be_refused(
    storehook: Storehook, memory_stack: MemoryStack, words: list[str]
) -> None:
    before = {name: secret.live() for name, secret in memory_stack.stack_secrets.items()}

    done = storehook("secrets", "exchange", *words, input="n\n")

    assert done.exit_code == 1
    assert {name: secret.live() for name, secret in memory_stack.stack_secrets.items()} == before
    assert memory_stack.audit_log.entries == []


@pytest.mark.parametrize("leaked", [[], ["--leaked"]], ids=repr)
def test_the_hook_secret_is_made_here_and_every_stores_webhooks_get_the_new_key(
    storehook: Storehook, memory_stack: MemoryStack, slept: list[float], leaked: list[str]
) -> None:
    done = storehook("secrets", "exchange", "hook", "--yes", *leaked)

    live = memory_stack.stack_secrets["hook"].live()
    assert done.exit_code == 0
    assert re.fullmatch(r"[A-Za-z0-9]{64}", live.text)
    assert live.text not in done.output
    assert (live.previous_until is None) is bool(leaked)
    assert memory_stack.asked == [{"kind": "reconcile-all", "why": "demand"}]
    assert slept == [RECONCILER_TTL]  # else the reconciler would use the secret that it remembers


def test_the_stores_that_keep_the_old_key_are_named(storehook: Storehook, memory_stack: MemoryStack) -> None:
    for store_hash, status in (("well1", "active"), ("moving1", "paused"), ("moving2", "paused")):
        memory_stack.add(store_hash, status=status)

    done = storehook("secrets", "exchange", "hook", "--yes")

    assert "Paused stores keep the old key until you resume them: moving1, moving2\n" in done.output
    assert "well1" not in done.output


def test_who_stops_before_the_webhooks_get_the_new_key_learns_what_gives_it_to_them(
    storehook: Storehook, memory_stack: MemoryStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(_seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(secret_exchange, "sleep", stopped)

    done = storehook("secrets", "exchange", "hook", "--yes")

    assert (done.exit_code, memory_stack.asked) == (130, [])
    assert "Exchanged the secret of webhook keys." in done.stdout
    assert "storehook webhooks reconcile" in done.stderr


def test_each_hook_secret_is_another(storehook: Storehook, memory_stack: MemoryStack) -> None:
    for _ in range(2):
        storehook("secrets", "exchange", "hook", "--yes")

    assert len({*memory_stack.stack_secrets["hook"].texts, "hook"}) == 3


def test_a_client_id_does_not_go_with_the_hook_secret(storehook: Storehook) -> None:
    assert storehook("secrets", "exchange", "hook", "--yes", "--client-id", "x").exit_code == 2


def test_another_secret_than_these_two_is_refused(storehook: Storehook) -> None:
    assert storehook("secrets", "exchange", "mailchimp", input=NEW).exit_code == 2
