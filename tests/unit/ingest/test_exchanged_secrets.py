"""An exchanged secret counts from the next delivery on, even if ingest has read its secrets a moment ago."""

import base64
import json
from collections import Counter
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any, Literal

import pytest
from tests.support.clocks import Clock, Ticking
from tests.support.signed_deliveries import SIGNED_AT, STORE, event_body, sign
from tests.support.vault import NotFound

from storehook.aws.signed_clients import Faults
from storehook.errors import SignatureInvalid
from storehook.ingest.receive import Receiver, Request
from storehook.settings import IngestSettings
from storehook.webhooks.webhook_key import HEADER, webhook_key
from storehook.wiring import ingest

HOUR = 3600.0


@dataclass
class Cloud:
    """AWS as ingest calls it: the secrets, the client secret of each store's own account, and the queue."""

    now: Clock
    secrets: dict[str, list[tuple[str, float]]] = field(default_factory=dict[str, list[tuple[str, float]]])
    own: dict[str, str] = field(default_factory=dict[str, str])
    calls: Counter[str] = field(default_factory=Counter[str])
    queued: int = 0
    exceptions: Any = field(default_factory=Faults)

    def exchange(self, name: Literal["app", "hook"], text: str) -> None:
        """As `put_secret_value` does."""
        self.secrets[name] = [(text, self.now()), *self.secrets.get(name, [])][:2]

    def get_secret_value(self, *, SecretId: str, VersionStage: str) -> dict[str, Any]:  # noqa: N803 - AWS's names
        self.calls[SecretId] += 1
        versions = self.secrets[SecretId]
        if VersionStage == "AWSPREVIOUS" and len(versions) == 1:
            raise NotFound
        text, created = versions[0 if VersionStage == "AWSCURRENT" else 1]
        return {"SecretString": text, "CreatedDate": created}

    def get_item(self, **asked: Any) -> dict[str, Any]:
        self.calls["stores"] += 1
        secret = self.own.get(asked["Key"]["store_hash"]["S"])
        return {"Item": {"client_secret": {"B": base64.b64encode(secret.encode()).decode()}}} if secret else {}

    def decrypt(self, **asked: Any) -> dict[str, Any]:
        return {"Plaintext": base64.b64encode(asked["CiphertextBlob"]).decode()}

    def send_message(self, **_: Any) -> None:
        self.queued += 1


def app(secret: str) -> str:
    return json.dumps({"client_id": "id", "client_secret": secret})


@dataclass
class Ingest:
    """A process of ingest on that cloud."""

    cloud: Cloud
    clock: Clock
    receiver: Receiver

    def pass_by(self, seconds: float) -> None:
        """Let time pass on both clocks, of the day and of the process."""
        self.clock.now += seconds
        self.cloud.now.now += seconds

    def takes(self, secret: str, key: str = "", store_hash: str = STORE) -> bool:
        """Return whether a delivery is accepted, signed with a client secret and with the key of a hook secret.

        With a key, it is sent to a stack that requires one.
        """
        delivery = sign(event_body(producer=f"stores/{store_hash}"), secret=secret)
        headers = delivery.headers | ({HEADER: [webhook_key(key, store_hash)]} if key else {})
        receiver = replace(self.receiver, proof="signature-and-key") if key else self.receiver
        try:
            receiver.receive(Request(store_hash, headers, delivery.body), SIGNED_AT)
        except SignatureInvalid:
            return False
        return True


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> Ingest:
    cloud, clock = Cloud(Clock()), Ticking(0.0)
    monkeypatch.setattr(ingest, "signed_client", lambda *_, **__: cloud)
    monkeypatch.setattr(ingest, "time", SimpleNamespace(monotonic=clock, time=cloud.now))
    cloud.exchange("app", app("app"))
    cloud.exchange("hook", "hook")
    settings = IngestSettings(
        app_secret_arn="app",
        hook_secret_arn="hook",
        delivery_proof="signature",
        queue_url="queue",
        reconcile_queue_url="reconcile",
        secret_ttl=60,
        signature_max_age=49 * HOUR,
        stores_table="stores",
        token_key="key",
    )
    return Ingest(cloud, clock, ingest.ingest(settings)["webhooks"])


KEYS = pytest.mark.parametrize("key", ["hook", ""], ids=["with the webhook key", "made by hand"])


@KEYS
def test_a_stores_account_that_is_exchanged_right_after_its_secret_was_read_counts_at_once(
    process: Ingest, key: str
) -> None:
    process.cloud.own[STORE] = "before"
    assert process.takes("before", key)

    process.cloud.own[STORE] = "after"

    assert process.takes("after", key)


@KEYS
def test_the_apps_secret_that_is_exchanged_right_after_a_refusal_counts_at_once(process: Ingest, key: str) -> None:
    assert not process.takes("after", key)

    process.cloud.exchange("app", app("after"))

    assert process.takes("after", key)
    assert process.takes("app", key)


def test_a_hook_secret_that_is_exchanged_right_after_it_was_read_counts_at_once(process: Ingest) -> None:
    assert not process.takes("app", "after")

    process.cloud.exchange("hook", "after")

    assert process.takes("app", "after")
    assert process.takes("app", "hook")


def test_while_strangers_flood_a_store_what_carries_its_key_is_still_never_refused(process: Ingest) -> None:
    for number in range(5):
        for _ in range(50):
            assert not process.takes("a stranger's")
        process.cloud.exchange("app", app(f"after {number}"))

        assert process.takes(f"after {number}", "hook")


def test_while_strangers_flood_one_store_anothers_webhook_made_by_hand_counts(process: Ingest) -> None:
    for _ in range(50):
        assert not process.takes("a stranger's")
    process.cloud.exchange("app", app("after"))

    assert process.takes("after", store_hash="another")


def reads(process: Ingest) -> int:
    """Return the calls for secrets since the last time."""
    calls = process.cloud.calls.total()
    process.cloud.calls.clear()
    return calls


@pytest.mark.parametrize("key", ["a stranger's", ""])
def test_a_stranger_causes_few_reads_for_a_store_however_often_he_asks(process: Ingest, key: str) -> None:
    for _ in range(200):
        assert not process.takes("a stranger's", key)

    assert reads(process) <= 25
    process.pass_by(5)
    for _ in range(200):
        assert not process.takes("a stranger's", key)
    assert reads(process) <= 6


def test_strangers_cause_few_reads_in_all_beside_the_first_of_each_store(process: Ingest) -> None:
    for number in range(400):
        assert not process.takes("a stranger's", store_hash=f"store{number % 100}")

    assert process.cloud.calls["stores"] <= 100 + 30
    assert process.cloud.calls["app"] + process.cloud.calls["hook"] <= 100


def test_a_delivery_reads_nothing_twice(process: Ingest) -> None:
    assert not process.takes("a stranger's", "hook")

    assert process.cloud.calls == {"app": 3, "stores": 1, "hook": 1}


# --- The previous secret ends -----------------------------------------------------------------------------------------


@pytest.fixture
def exchanged(process: Ingest) -> Ingest:
    """Both secrets were exchanged a moment ago."""
    process.cloud.exchange("app", app("after"))
    process.cloud.exchange("hook", "after")
    return process


BEFORE_AND_AFTER = [("app", ""), ("after", ""), ("after", "hook"), ("after", "after")]
"""Client secrets and hook secrets, each of before or after."""


@pytest.mark.parametrize(("hours", "ended"), [(0, False), (48.9, False), (49.1, True), (5_000, True)])
def test_the_secret_before_an_exchange_counts_for_49_hours(exchanged: Ingest, hours: float, ended: bool) -> None:
    exchanged.pass_by(hours * HOUR)

    assert [exchanged.takes(*secrets) for secrets in BEFORE_AND_AFTER] == [not ended, True, not ended, True]


def test_a_process_that_remembers_the_secret_before_an_exchange_lets_it_end_within_a_minute(exchanged: Ingest) -> None:
    assert exchanged.takes("app", "hook")
    exchanged.pass_by(49 * HOUR - 1)
    assert exchanged.takes("app", "hook")
    exchanged.pass_by(60)

    assert not exchanged.takes("app", "after")
    assert not exchanged.takes("after", "hook")


def test_a_leaked_secret_ends_at_once(exchanged: Ingest) -> None:
    assert exchanged.takes("app", "hook")
    exchanged.cloud.exchange("app", app("after"))
    exchanged.cloud.exchange("hook", "after")
    exchanged.pass_by(60)

    assert [exchanged.takes(*secrets) for secrets in BEFORE_AND_AFTER] == [False, True, False, True]


@pytest.mark.parametrize("leaked", [False, True])
def test_a_store_that_is_paused_for_long_after_an_exchange_is_not_refused_for_its_old_key(
    exchanged: Ingest, leaked: bool
) -> None:
    if leaked:
        exchanged.cloud.exchange("hook", "after")
    exchanged.pass_by(5_000 * HOUR)
    delivery = sign(event_body(), secret="after")
    headers = delivery.headers | {HEADER: [webhook_key("hook", STORE)]}

    exchanged.receiver.receive(Request(STORE, headers, delivery.body), SIGNED_AT)

    assert exchanged.cloud.queued == 1
