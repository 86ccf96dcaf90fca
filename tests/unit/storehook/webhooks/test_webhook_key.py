"""The key of a store's webhooks: a second factor beside the signature."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storehook.errors import GenuineDeliveryRefused, SignatureInvalid
from storehook.webhooks.signature import MayRefresh
from storehook.webhooks.webhook_key import HEADER, WebhookKeys, webhook_key

STORE = "8jbhprizry"
SECRET = "the stack's own secret"
KEY = webhook_key(SECRET, STORE)


@dataclass
class Vault:
    """Gives groups of secrets, and counts how many it gave."""

    groups: Sequence[Sequence[str]] = ((SECRET,),)
    given: list[Sequence[str]] = field(default_factory=list[Sequence[str]])

    def __call__(self, _may_refresh: MayRefresh) -> Iterator[Sequence[str]]:
        for group in self.groups:
            self.given.append(group)
            yield group


def exchanged(may_refresh: MayRefresh) -> Iterator[Sequence[str]]:
    """Give a secret that was exchanged a moment ago, and the new one after a refresh."""
    yield ("exchanged",)
    if may_refresh():
        yield (SECRET,)


def accepts(headers: Mapping[str, Sequence[str]], vault: Vault | None = None) -> bool:
    try:
        WebhookKeys(vault or Vault()).check(STORE, headers)
    except SignatureInvalid:
        return False
    return True


def test_a_key_is_the_hex_hmac_sha256_of_the_store_hash() -> None:
    # printf 8jbhprizry | openssl dgst -sha256 -hmac "the stack's own secret"
    assert webhook_key(SECRET, STORE) == "941d985025218354bea3f7f9bc3d089abb6c29df05e2a2141669e2e9f33aba79"


def test_each_store_and_each_secret_has_a_key_of_its_own() -> None:
    assert len({webhook_key(secret, store) for secret in ("a", "b") for store in ("c", "d")}) == 4


@pytest.mark.parametrize("name", [HEADER, "X-Storehook-Key", "X-STOREHOOK-KEY"])
def test_the_stores_key_is_accepted_whatever_the_case_of_the_headers_name(name: str) -> None:
    assert accepts({name: [KEY]})


WRONG = {
    "of another store": [webhook_key(SECRET, "another")],
    "of another secret": [webhook_key("another", STORE)],
    "in capitals": [KEY.upper()],
    "cut short": [KEY[:-1]],
    "with a line's end": [KEY + "\n"],
    "empty": [""],
    "not ASCII": ["ü" * 64],
    "a lone surrogate": ["\ud800"],
    "twice": [KEY, KEY],
    "twice in one": [f"{KEY},{KEY}"],
}


@pytest.mark.parametrize("values", WRONG.values(), ids=WRONG.keys())
def test_a_key_that_is_not_the_stores_is_refused(values: list[str]) -> None:
    assert not accepts({HEADER: values})


def test_a_key_under_two_spellings_of_the_headers_name_is_refused() -> None:
    assert not accepts({HEADER: [KEY], HEADER.upper(): [KEY]})


@pytest.mark.parametrize("headers", [{}, {"x-storehook": [KEY]}], ids=repr)
def test_a_webhook_made_by_hand_has_no_key_and_is_refused(headers: dict[str, list[str]]) -> None:
    assert not accepts(headers)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([], f"{HEADER} is not there"),
        ([KEY, KEY], f"{HEADER} is there 2 times, not once"),
        (["malformed"], f"{HEADER} is malformed"),
        (["0" * 64], f"{HEADER} is not the store's"),
    ],
)
def test_a_wrong_key_is_refused_with_the_reason(values: list[str], reason: str) -> None:
    with pytest.raises(GenuineDeliveryRefused) as refused:
        WebhookKeys(Vault()).check(STORE, {HEADER: values})

    assert str(refused.value) == reason


@pytest.mark.parametrize("headers", [{}, {HEADER: []}, {HEADER: ["malformed"]}, {HEADER: [KEY, KEY]}], ids=repr)
def test_the_secret_is_not_asked_for_without_need(headers: dict[str, list[str]]) -> None:
    vault = Vault()

    accepts(headers, vault)

    assert vault.given == []


def test_less_likely_secrets_are_not_asked_for_when_the_likeliest_matches() -> None:
    vault = Vault([[SECRET], ["never needed"]])

    assert accepts({HEADER: [KEY]}, vault)
    assert vault.given == [[SECRET]]


@pytest.mark.parametrize("groups", [[["new"], ["new", SECRET]], [[], [SECRET]], [[SECRET, "old"]]])
def test_every_secret_that_is_given_counts(groups: list[list[str]]) -> None:
    assert accepts({HEADER: [KEY]}, Vault(groups))


@pytest.mark.parametrize("groups", [[], [[]], [["new"], ["new", "old"]]])
def test_a_key_that_no_secret_explains_is_refused(groups: list[list[str]]) -> None:
    assert not accepts({HEADER: [KEY]}, Vault(groups))


@pytest.mark.parametrize("may_refresh", [True, False])
def test_a_key_of_a_new_secret_proves_a_delivery_after_a_refresh(*, may_refresh: bool) -> None:
    assert WebhookKeys(exchanged).prove(STORE, {HEADER: [KEY]}, lambda: may_refresh) is may_refresh


@given(st.lists(st.text(st.characters()) | st.from_regex(r"[0-9a-f]{64}", fullmatch=True)))
def test_whatever_a_stranger_writes_there_is_refused_and_no_fault(values: list[str]) -> None:
    assert not accepts({HEADER: values})


def test_a_refusal_does_not_tell_the_key_or_the_secret() -> None:
    with pytest.raises(SignatureInvalid) as caught:
        WebhookKeys(Vault()).check(STORE, {HEADER: [webhook_key("another", STORE)]})

    assert webhook_key("another", STORE) not in str(caught.value)
    assert KEY not in str(caught.value)
    assert SECRET not in str(caught.value)
