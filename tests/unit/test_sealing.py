"""Unit tests have no network, but for those that say that they want one."""

import socket

import pytest
from pytest_socket import SocketBlockedError


def listen() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))


def test_a_test_opens_no_socket() -> None:
    with pytest.raises(SocketBlockedError), pytest.warns(UserWarning, match="socket"):
        listen()


@pytest.mark.enable_socket
def test_a_test_that_is_marked_opens_one() -> None:
    listen()


@pytest.mark.usefixtures("socket_enabled")
def test_a_test_that_asks_for_the_fixture_opens_one() -> None:
    listen()
