"""The secret that hooks' keys are made with, and the key of each store."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from storehook.aws.hook_secret import TTL, HookSecret
from tests.unit.storehook.conftest import Clock

from storehook.hook_key import HEADER, hook_key
from storehook.registration.errors import HookSecretUnusable


@dataclass
class Vault:
    """Secrets Manager, with one text."""

    text: str | None
    asked: list[dict[str, Any]] = field(default_factory=list)

    def get_secret_value(self, **arguments: Any) -> dict[str, Any]:
        self.asked.append(arguments)
        return {} if self.text is None else {"SecretString": self.text}


def secret(vault: Vault, clock: Clock) -> HookSecret:
    return HookSecret(vault, "arn:hook-secret", clock)  # type: ignore[arg-type]


def test_the_secret_is_the_current_text_and_asked_for_once_in_a_while(clock: Clock) -> None:
    vault = Vault("stack-secret")
    found = secret(vault, clock)

    assert [found.current(), found.current()] == ["stack-secret", "stack-secret"]
    assert vault.asked == [{"SecretId": "arn:hook-secret"}]


def test_a_new_secret_is_known_a_minute_later(clock: Clock) -> None:
    vault = Vault("old")
    found = secret(vault, clock)
    before = found.current()
    vault.text = "new"
    clock.now += TTL

    assert (before, found.current()) == ("old", "new")


@pytest.mark.parametrize("text", [None, ""])
def test_an_empty_secret_is_an_error_that_says_what_to_do(clock: Clock, text: str | None) -> None:
    with pytest.raises(HookSecretUnusable, match=r"arn:hook-secret holds no text\. Put any long random text there"):
        secret(Vault(text), clock).current()


def test_a_secret_is_shown_by_no_repr(clock: Clock) -> None:
    found = secret(Vault("canary-secret"), clock)
    found.current()

    assert "canary" not in repr(found).replace(repr(found.client), "")


def test_a_key_is_the_hmac_of_the_store_under_the_secret() -> None:
    # echo -n 8jbhprizry | openssl dgst -sha256 -hmac stack-secret
    expected = "66599c9cad8413dbafcfc733e5e9ffa9721e354ac6e16a9136f5bfe18f16ee16"

    assert (HEADER, hook_key("stack-secret", "8jbhprizry")) == ("x-storehook-key", expected)
    assert hook_key("stack-secret", "another") != expected
