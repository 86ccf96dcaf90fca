"""Connect's function, wired to what is in memory."""

import pytest
from tests.support.connect_function import World

import connect


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(autouse=True)
def wired(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "wiring", world.callback_handler)
