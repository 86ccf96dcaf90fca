"""A store's client secrets: the app's, its own, and both anew; the table is asked only if the app's does not match."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError
from hypothesis import given
from hypothesis import strategies as st
from tests.support.clocks import Clock, Ticking
from tests.support.memory import MemoryStores
from tests.support.signed_deliveries import SIGNED_AT, STORE, event_body, sign

from storehook.aws import store_secrets
from storehook.aws.store_secrets import ClientSecretLookup
from storehook.errors import SecretUnreadable, SignatureInvalid
from storehook.ingest.receive import Receiver, Request
from storehook.queues.message import Message
from storehook.stores.store import Store
from storehook.webhooks.refreshes import PER_STORE, Refreshes
from storehook.webhooks.signature import MayRefresh
from storehook.webhooks.webhook_key import WebhookKeys

TTL = 60.0
APP, PREVIOUS, OWN = "canary-app", "canary-previous", "canary-own"
AWAY = ConnectTimeoutError(endpoint_url="https://dynamodb")
DENIED = ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "Decrypt")
COPIED = SecretUnreadable(STORE)
FAULTS = pytest.mark.parametrize("fault", [AWAY, DENIED, COPIED], ids=["DynamoDB away", "KMS refuses", "a copied row"])


@dataclass
class Table(MemoryStores):
    """The table of stores, which keeps what it was asked for, and may be away."""

    fault: Exception | None = None
    asked: list[str] = field(default_factory=list[str])

    def client_secrets(self, store_hash: str) -> Sequence[str]:
        self.asked.append(store_hash)
        if self.fault:
            raise self.fault
        return super().client_secrets(store_hash)


@dataclass
class Ingest:
    """Ingest with an app's and a store's secrets, and a queue."""

    clock: Clock
    table: Table = field(default_factory=Table)
    app: list[list[str]] = field(default_factory=lambda: [[APP], [APP, PREVIOUS], [APP, PREVIOUS]])
    opened: int = 0
    sent: list[Message] = field(default_factory=list[Message])
    secrets: ClientSecretLookup = field(init=False)
    refreshes: Refreshes = field(init=False)

    def __post_init__(self) -> None:
        self.refreshes = Refreshes(self.clock)
        self.secrets = ClientSecretLookup(lambda _store, _may_refresh: iter(self.app), self.open, TTL, self.clock)

    def open(self) -> Table:
        self.opened += 1
        return self.table

    def add(self, secret: str = OWN) -> None:
        self.table.save(Store(STORE, account="store"), client_secret=secret)

    def send(self, message: Message) -> None:
        self.sent.append(message)

    def take(self, secret: str, store_hash: str = STORE) -> bool:
        """Return whether a delivery signed with a secret is accepted."""
        delivery = sign(event_body(producer=f"stores/{store_hash}"), secret=secret)
        receiver = Receiver(
            secrets=self.secrets.of_store,
            keys=WebhookKeys(lambda _may_refresh: []),
            refreshes=self.refreshes,
            proof="signature",
            max_age=3600,
            delivery_queue=self,
        )
        try:
            receiver.receive(Request(store_hash, delivery.headers, delivery.body), SIGNED_AT)
        except SignatureInvalid:
            return False
        return True


@pytest.fixture
def ingest(clock: Clock) -> Ingest:
    return Ingest(clock)


@pytest.mark.parametrize("secret", [APP, PREVIOUS, OWN])
def test_the_apps_secrets_and_the_stores_own_all_count(ingest: Ingest, secret: str) -> None:
    ingest.add()

    assert ingest.take(secret)


def test_the_stores_own_of_before_counts_until_the_next(ingest: Ingest) -> None:
    for secret in ("first", "second", "third"):
        ingest.add(secret)

    assert [ingest.take(secret) for secret in ("first", "second", "third")] == [False, True, True]


def test_a_secret_of_neither_is_refused(ingest: Ingest) -> None:
    ingest.add()

    assert not ingest.take("another")


def test_the_own_secret_of_one_store_does_not_count_for_another(ingest: Ingest) -> None:
    ingest.add()

    assert not ingest.take(OWN, "another")


def test_the_table_is_not_even_opened_where_the_apps_secret_matches(ingest: Ingest) -> None:
    ingest.add()

    ingest.take(APP)

    assert ingest.opened == 0


def test_in_its_time_a_stores_own_secret_is_read_once_and_the_app_is_not_asked_for_the_previous_one(
    ingest: Ingest,
) -> None:
    given = list[list[str]]()

    def watched(_store: str, _may_refresh: MayRefresh) -> Iterator[Sequence[str]]:
        for group in ingest.app:
            given.append(group)
            yield group

    ingest.secrets.app = watched
    ingest.add()
    assert ingest.take(OWN)
    ingest.clock.now += TTL - 0.1
    given.clear()

    assert ingest.take(OWN)
    assert ingest.table.asked == [STORE]
    assert given == [[APP]]


def test_that_a_store_has_none_is_remembered_too(ingest: Ingest) -> None:
    assert ingest.take(PREVIOUS)
    ingest.clock.now += TTL - 0.1

    assert ingest.take(PREVIOUS)
    assert ingest.table.asked == [STORE]


def test_a_genuine_delivery_right_after_the_store_was_added_is_accepted(ingest: Ingest) -> None:
    assert not ingest.take(OWN)
    ingest.add()

    assert ingest.take(OWN)


def test_a_stores_own_secret_that_was_just_replaced_counts(ingest: Ingest) -> None:
    ingest.add("older")
    assert ingest.take("older")
    ingest.add()

    assert ingest.take(OWN)


def test_forged_deliveries_make_it_read_a_stores_row_a_few_times_and_then_only_once_in_a_while() -> None:
    ingest = Ingest(Ticking())
    for _ in range(20):
        assert not ingest.take("another")

    assert ingest.table.asked == [STORE] * PER_STORE
    ingest.clock.now += 5
    for _ in range(20):
        assert not ingest.take("another")
    assert ingest.table.asked == [STORE] * (PER_STORE + 1)


@FAULTS
@pytest.mark.parametrize("secret", [APP, PREVIOUS])
def test_a_fault_of_the_table_never_matters_where_one_of_the_apps_secrets_matches(
    ingest: Ingest, fault: Exception, secret: str
) -> None:
    ingest.table.fault = fault

    assert ingest.take(secret)


@FAULTS
def test_while_nothing_is_known_of_a_store_a_fault_of_the_table_is_ours_and_no_refusal(
    ingest: Ingest, fault: Exception
) -> None:
    ingest.table.fault = fault

    with pytest.raises(type(fault)):
        ingest.take(OWN)
    assert ingest.table.asked == [STORE]  # once: there is no time for a second try


@FAULTS
def test_while_the_table_is_away_what_is_known_goes_on_counting(ingest: Ingest, fault: Exception) -> None:
    ingest.add()
    ingest.take(OWN)
    ingest.table.fault = fault
    ingest.clock.now += TTL

    assert ingest.take(OWN)


@FAULTS
def test_an_exchanged_secret_that_cannot_be_read_yet_is_a_fault_and_no_refusal(
    ingest: Ingest, fault: Exception
) -> None:
    ingest.add()
    ingest.take(OWN)
    ingest.table.fault = fault

    with pytest.raises(type(fault)):
        ingest.take("exchanged")


@given(st.lists(st.text("abcdefghij", min_size=1, max_size=3), max_size=60))
def test_made_up_stores_cost_one_read_a_request_at_most_and_fill_no_memory(hashes: list[str]) -> None:
    ingest = Ingest(Ticking())
    ingest.secrets._known.limit = 5

    for number, store_hash in enumerate(hashes, start=1):
        assert not ingest.take("another", store_hash)
        assert len(ingest.table.asked) <= number
        assert len(ingest.secrets._known._known) <= 5


def test_ten_thousand_stores_are_remembered(ingest: Ingest) -> None:
    assert ingest.secrets._known.limit == store_secrets.MAX_STORES == 10_000


def test_the_secrets_are_shown_by_nothing(ingest: Ingest) -> None:
    ingest.add()
    ingest.take(OWN)
    # Else the test's own would show what they were told.
    ingest.secrets.app, ingest.secrets.stores = lambda *_: [], Table

    assert "canary" not in f"{ingest.secrets!r} {ingest.secrets.of_store!r}"
