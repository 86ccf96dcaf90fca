"""A registration as a row of the table and back."""

from dataclasses import asdict

from tests.support.hooks_api import NOW

from storehook.aws.items import serialize
from storehook.aws.registrations import registration_of
from storehook.registration.record import BlockedDomain, Registration


def test_fractions_of_a_second_are_kept_however_deep() -> None:
    blocked = (BlockedDomain("hooks.example.com", NOW + 0.123456, ("Timed out",)),)

    assert registration_of(serialize({"blocked": asdict(Registration(blocked=blocked))["blocked"]})).blocked == blocked


def test_an_outcome_of_another_version_counts_as_for_later() -> None:
    assert registration_of(serialize({"reconcile_outcome": "splendid"})).outcome == "retrying"
