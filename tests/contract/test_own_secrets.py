"""An action reads the secret that an operator has set, until it is deleted. A list shows no secret."""

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from tests.support.memory import MemoryActionSecrets
from tests.support.moto_stack import Cloud  # noqa: TC002

from storehook.actions.secrets import SecretTexts
from storehook.aws.action_secrets import SsmActionSecrets
from storehook.aws.own_secrets import SsmSecretTexts
from storehook.operations.action_secrets import ActionSecrets, SecretEntry
from storehook.testing.memory import MemorySecretTexts


@dataclass
class Shelf:
    """The secrets of a stack, as they are kept and as they are read; and those of a stack whose name begins alike."""

    kept: ActionSecrets
    texts: SecretTexts
    others: ActionSecrets


@pytest.fixture(params=["memory", "stack", "moto"])
def shelf(request: pytest.FixtureRequest) -> Iterator[Shelf]:
    if request.param == "memory":
        kept = MemoryActionSecrets()
        yield Shelf(kept, MemorySecretTexts(kept.texts), MemoryActionSecrets())
        return
    stack: Cloud = request.getfixturevalue(request.param)
    emulator: Any = stack.emulator
    client, path = emulator.client("ssm"), f"/storehook/{secrets.token_hex(4)}"
    clock = iter(range(0, 10**9, 3600))  # each question comes an hour after the one before: nothing is remembered
    texts = SsmSecretTexts(client, f"{path}/secrets", lambda: float(next(clock)))
    yield Shelf(SsmActionSecrets(client, f"{path}/secrets"), texts, SsmActionSecrets(client, f"{path}/secrets-2"))


def test_what_is_set_is_read_as_it_is(shelf: Shelf) -> None:
    text = "  -----BEGIN KEY-----\nä\n"
    shelf.kept.put("mailchimp", text)

    assert shelf.texts.find("mailchimp") == text


def test_the_longest_text_is_kept(shelf: Shelf) -> None:
    shelf.kept.put("mailchimp", "x" * 4096)

    assert shelf.texts.find("mailchimp") == "x" * 4096


def test_what_is_set_again_replaces_what_was_there(shelf: Shelf) -> None:
    shelf.kept.put("mailchimp", "before")
    shelf.kept.put("mailchimp", "after")

    assert shelf.texts.find("mailchimp") == "after"


def test_what_was_never_set_is_not_there(shelf: Shelf) -> None:
    assert shelf.texts.find("mailchimp") is None


def test_what_is_deleted_is_gone_and_deleting_tells_whether_it_was_there(shelf: Shelf) -> None:
    shelf.kept.put("mailchimp", "x")

    assert [shelf.kept.delete("mailchimp"), shelf.kept.delete("mailchimp")] == [True, False]
    assert shelf.texts.find("mailchimp") is None


def test_a_list_tells_every_name_of_this_stack_and_when_it_was_set(shelf: Shelf) -> None:
    began = time.time()
    for number in range(60):
        shelf.kept.put(f"key-{number}", "canary")
    shelf.others.put("another", "canary")

    found = {each.name: each for each in shelf.kept.all()}

    assert found.keys() == {f"key-{number}" for number in range(60)}
    assert all(isinstance(each, SecretEntry) and began - 2 <= each.changed_at <= time.time() for each in found.values())
    assert "canary" not in repr(found)
