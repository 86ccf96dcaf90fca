"""The documented coverage of the stand-in store is right, and it serves nothing that BigCommerce does not have."""

import pytest
from sandbox.tests import coverage
from sandbox.tests.coverage import documented, fired, served

from bigcommerce_sandbox import scopes

DOCUMENTED = {name: parameters for family in documented().values() for name, parameters in family.items()}

UNLISTED = {"GET /v3/catalog/products": {"after", "before"}, "GET /v2/customers": {"page", "limit"}}
"""Parameters that the documents have in their text alone."""


def test_the_coverage_of_the_stand_in_store_is_up_to_date() -> None:
    assert coverage.PATH.read_text() == coverage.render()


@pytest.mark.parametrize("endpoint", sorted(served()))
def test_an_endpoint_of_the_stand_in_store_is_documented_with_its_parameters(endpoint: str) -> None:
    assert served()[endpoint] - DOCUMENTED[endpoint] - UNLISTED.get(endpoint, set()) == set()


def test_every_event_that_a_write_sends_is_one_that_bigcommerce_has() -> None:
    assert fired() - scopes.known() == set()
