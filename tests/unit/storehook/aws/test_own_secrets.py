"""The secrets of authors' own: asked for when they are needed, once a minute, and kept while nobody answers."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError
from tests.support.clocks import Clock

from storehook.aws import cache
from storehook.aws.own_secrets import ABSENCE_TTL, TTL, SsmSecretTexts
from storehook.runs.failure import is_ours

AWAY = ConnectTimeoutError(endpoint_url="https://ssm")
DENIED = ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "GetParameter")
FAULTS = pytest.mark.parametrize("fault", [AWAY, DENIED], ids=["away", "denied"])


class NotFound(Exception):
    """There is no such parameter."""


@dataclass
class ParameterStore:
    """Parameter Store with these texts, or away."""

    texts: dict[str, str]
    fault: Exception | None = None
    seconds: float = 0.0
    asked: list[str] = field(default_factory=list[str])
    exceptions = SimpleNamespace(ParameterNotFound=NotFound)

    def get_parameter(self, *, Name: str, WithDecryption: bool) -> dict[str, Any]:  # noqa: N803 - AWS's names
        self.asked.append(Name)
        time.sleep(self.seconds)
        if self.fault:
            raise self.fault
        if not WithDecryption or Name not in self.texts:
            raise NotFound
        return {"Parameter": {"Value": self.texts[Name]}}


@pytest.fixture
def store() -> ParameterStore:
    return ParameterStore({"/storehook/shop/secrets/mailchimp": "canary-1"})


def texts_of(store: ParameterStore, clock: Clock) -> SsmSecretTexts:
    return SsmSecretTexts(store, "/storehook/shop/secrets", clock)  # type: ignore[arg-type]


@pytest.fixture
def texts(store: ParameterStore, clock: Clock) -> SsmSecretTexts:
    return texts_of(store, clock)


def test_a_secret_is_asked_for_once_a_minute(texts: SsmSecretTexts, store: ParameterStore, clock: Clock) -> None:
    assert (texts.find("mailchimp"), texts.find("mailchimp")) == ("canary-1", "canary-1")
    clock.now += TTL - 0.1
    texts.find("mailchimp")

    assert store.asked == ["/storehook/shop/secrets/mailchimp"]


def test_a_secret_that_is_set_anew_counts_within_a_minute(
    texts: SsmSecretTexts, store: ParameterStore, clock: Clock
) -> None:
    texts.find("mailchimp")
    store.texts["/storehook/shop/secrets/mailchimp"] = "canary-2"
    clock.now += TTL

    assert texts.find("mailchimp") == "canary-2"


@FAULTS
def test_while_nobody_answers_the_last_known_text_counts(
    texts: SsmSecretTexts, store: ParameterStore, clock: Clock, fault: Exception
) -> None:
    texts.find("mailchimp")
    store.fault = fault
    clock.now += TTL

    assert texts.find("mailchimp") == "canary-1"


@FAULTS
def test_where_nothing_is_known_a_fault_is_raised_as_ours(
    texts: SsmSecretTexts, store: ParameterStore, fault: Exception
) -> None:
    store.fault = fault

    with pytest.raises(type(fault)) as caught:
        texts.find("mailchimp")
    assert is_ours(caught.value)


def test_a_secret_that_is_deleted_counts_no_more_not_even_while_nobody_answers(
    texts: SsmSecretTexts, store: ParameterStore, clock: Clock
) -> None:
    texts.find("mailchimp")
    store.texts.clear()
    clock.now += TTL
    assert texts.find("mailchimp") is None
    store.fault = AWAY
    clock.now += TTL

    assert texts.find("mailchimp") is None


def test_a_secret_that_was_missing_counts_seconds_after_it_is_set(
    texts: SsmSecretTexts, store: ParameterStore, clock: Clock
) -> None:
    assert texts.find("stripe") is None
    store.texts["/storehook/shop/secrets/stripe"] = "canary-3"
    clock.now += ABSENCE_TTL

    assert texts.find("stripe") == "canary-3"


def test_one_that_is_missing_is_not_asked_for_by_each_run(texts: SsmSecretTexts, store: ParameterStore) -> None:
    assert [texts.find("stripe") for _ in range(10)] == [None] * 10
    assert len(store.asked) == 1


def test_of_ten_threads_that_need_a_secret_at_once_one_asks(store: ParameterStore, clock: Clock) -> None:
    store.seconds = 0.05
    texts, together = texts_of(store, clock), threading.Barrier(10)

    def find(_number: int) -> str | None:
        together.wait()
        return texts.find("mailchimp")

    with ThreadPoolExecutor(10) as threads:
        assert {*threads.map(find, range(10))} == {"canary-1"}
    assert len(store.asked) == 1


def test_a_thread_does_not_wait_for_one_whose_call_hangs(
    store: ParameterStore, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "LOCK_TIMEOUT", 0.01)
    store.seconds = 0.2
    texts = texts_of(store, clock)

    with ThreadPoolExecutor(3) as threads:
        assert {*threads.map(lambda _: texts.find("mailchimp"), range(3))} == {"canary-1"}
    assert len(store.asked) == 3


def test_no_repr_shows_a_secret(texts: SsmSecretTexts) -> None:
    texts.find("mailchimp")

    assert "canary" not in repr(texts)
