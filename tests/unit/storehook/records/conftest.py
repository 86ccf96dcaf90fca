"""Records in memory, and models that no test sees of another."""

from collections.abc import Iterator

import pytest
from tests.support.records import Effects, Shop, effects

from storehook.records import declaration


@pytest.fixture(autouse=True)
def fresh_effects() -> None:
    effects.__init__()


@pytest.fixture
def told() -> Effects:
    return effects


@pytest.fixture
def unregistered() -> Iterator[None]:
    """Lets a test declare models of any name."""
    known = dict(declaration._models)
    yield
    declaration._models.clear()
    declaration._models.update(known)


@pytest.fixture
def shop() -> Shop:
    return Shop()
