"""A store and a reconciler that works on it."""

import pytest
from tests.support.registration import CART, UPDATED, World


@pytest.fixture
def world() -> World:
    """A store with two scopes wanted, and nothing registered."""
    return World(UPDATED, CART)
