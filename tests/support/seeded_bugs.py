"""Seeded bugs in code that the simulation doesn't cover: the smallest changes that each break one promise.

The module is also a pytest plugin: `STOREHOOK_BUG=chains_forgotten pytest -p tests.support.seeded_bugs`.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from storehook.aws import kms_cipher
from storehook.aws.delivery_queue import SqsDeliveryQueue
from storehook.consumer.coverage import Coverage
from storehook.consumer.resource_locks import ResourceLocks
from storehook.queues.message import Message, encode
from storehook.records import binding, pending_changes
from storehook.registration.webhook import Webhook, WebhookOwnership
from storehook.runs import loops
from storehook.testing import memory

Bug = Callable[[pytest.MonkeyPatch], None]


def lock_for_everybody(patch: pytest.MonkeyPatch) -> None:
    """Every run gets the resource lock."""
    patch.setattr(ResourceLocks, "acquire", lambda *_: True)


def late_events_beside_catch_ups(patch: pytest.MonkeyPatch) -> None:
    """Late events are not set against the runs of a catch-up."""
    patch.setattr(Coverage, "covering", lambda *_: None)


def lock_not_passed_on(patch: pytest.MonkeyPatch) -> None:
    """A run that has ended does not pass its resource lock on."""
    patch.setattr(ResourceLocks, "release", lambda *_: None)


def changed_since_the_save(patch: pytest.MonkeyPatch) -> None:
    """A retry compares with what its run has saved, not with what was there before the run."""

    def stored(stored: Mapping[str, Any], *_: object) -> Mapping[str, Any]:
        return stored

    patch.setattr(pending_changes, "loaded", stored)


def chains_forgotten(patch: pytest.MonkeyPatch) -> None:
    """Each write starts a new chain."""
    patch.setattr(loops, "chain", lambda *_: 1)


def numbers_compared_as_text(patch: pytest.MonkeyPatch) -> None:
    """The same number, written differently, is a different value."""
    patch.setattr(binding, "same", lambda one, other: str(one) == str(other))


def records_of_all_stores(patch: pytest.MonkeyPatch) -> None:
    """A record's key leaves out the store."""
    patch.setattr(memory, "_primary", lambda key: (key.model, key.bigcommerce_id))


def one_group_for_all_stores(patch: pytest.MonkeyPatch) -> None:
    """Accepted deliveries of all stores share one message group."""

    def grouped(self: SqsDeliveryQueue, message: Message) -> None:
        self.client.send_message(QueueUrl=self.queue_url, MessageBody=encode(message), MessageGroupId="0")

    patch.setattr(SqsDeliveryQueue, "send", grouped)


def every_hook_is_ours(patch: pytest.MonkeyPatch) -> None:
    """Every webhook that the API account sees counts as ours."""

    def every(_self: WebhookOwnership, hooks: Iterable[Webhook]) -> list[Webhook]:
        return list(hooks)

    patch.setattr(WebhookOwnership, "owned", every)


def secrets_without_their_store(patch: pytest.MonkeyPatch) -> None:
    """A secret is encrypted for any store."""
    patch.setattr(kms_cipher, "_context", lambda _store, kind: {"store_hash": "any", "kind": kind})


BUGS: dict[str, Bug] = {
    bug.__name__: bug
    for bug in (
        lock_for_everybody,
        lock_not_passed_on,
        late_events_beside_catch_ups,
        changed_since_the_save,
        chains_forgotten,
        numbers_compared_as_text,
        records_of_all_stores,
        one_group_for_all_stores,
        every_hook_is_ours,
        secrets_without_their_store,
    )
}


def pytest_configure() -> None:
    """Seed the bug for the whole process."""
    BUGS[os.environ["STOREHOOK_BUG"]](pytest.MonkeyPatch())
