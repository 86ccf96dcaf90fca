"""Starting and stopping the sandbox."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bigcommerce_sandbox import ApiError, SandboxServer, Store


def get(url: str) -> httpx.Response:
    with httpx.Client(trust_env=False) as http:
        return http.get(url)


def test_a_started_sandbox_answers_at_its_url(sandbox: SandboxServer) -> None:
    assert get(f"{sandbox.url}/_sandbox/stores").json()["data"][0]["store_hash"] == "abc123"


def test_it_serves_on_the_port_it_is_given() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with SandboxServer(port=port) as server:
        assert server.url == f"http://127.0.0.1:{port}"


def test_a_busy_port_is_an_os_error() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        server = SandboxServer(port=taken.getsockname()[1])
        with pytest.raises(OSError, match="in use"):
            server.start()


def test_two_sandboxes_do_not_share_a_port(sandbox: SandboxServer) -> None:
    with pytest.raises(OSError, match="in use"):
        SandboxServer(port=int(sandbox.url.rpartition(":")[2])).start()


def test_a_stopped_sandbox_answers_no_more(store: Store) -> None:
    with SandboxServer(stores=[store]) as server:
        url = server.url
    with pytest.raises(httpx.ConnectError):
        get(url)


def test_a_stopped_sandbox_leaves_no_thread(store: Store) -> None:
    before = threading.active_count()
    with SandboxServer(stores=[store]):
        pass
    assert threading.active_count() == before


def test_stopping_ends_a_delivery_that_waits_for_an_answer(
    store: Store, receiver: Any, until: Callable[[Callable[[], bool]], None]
) -> None:
    receiver.hold.clear()
    with SandboxServer(stores=[store]) as server:
        hook = {"scope": "store/order/created", "destination": receiver.url}
        with httpx.Client(headers={"X-Auth-Token": "token-1"}, trust_env=False) as http:
            http.post(f"{server.url}/stores/abc123/v3/hooks", json=hook)
        server.create_order("abc123")
        until(lambda: len(receiver.received) == 1)
    assert [(delivery.state, delivery.attempts) for delivery in server.deliveries("abc123")] == [("pending", ())]


def test_stopping_ends_a_delivery_that_waits_for_its_retry(
    store: Store, receiver: Any, until: Callable[[Callable[[], bool]], None]
) -> None:
    receiver.answers = [500]
    with SandboxServer(stores=[store]) as server:
        hook = {"scope": "store/order/created", "destination": receiver.url}
        with httpx.Client(headers={"X-Auth-Token": "token-1"}, trust_env=False) as http:
            http.post(f"{server.url}/stores/abc123/v3/hooks", json=hook)
        server.create_order("abc123")
        until(lambda: len(server.deliveries("abc123")[0].attempts) == 1)
    assert server.deliveries("abc123")[0].state == "pending"


def test_stopping_twice_is_stopping() -> None:
    server = SandboxServer().start()
    server.stop()
    server.stop()


def test_a_sandbox_started_again_has_what_it_had(store: Store) -> None:
    server = SandboxServer(stores=[store])
    with server:
        server.update_order("abc123", 100, staff_notes="kept")
    with server:
        assert server.orders("abc123")[0]["staff_notes"] == "kept"


def test_a_running_sandbox_is_not_started_twice(sandbox: SandboxServer) -> None:
    with pytest.raises(RuntimeError, match="running already"):
        sandbox.start()


def test_a_sandbox_that_does_not_run_takes_no_orders(store: Store) -> None:
    with pytest.raises(RuntimeError, match="does not run"):
        SandboxServer(stores=[store]).create_order("abc123")


def test_it_serves_no_address_but_the_loopback() -> None:
    with pytest.raises(ValueError, match="this machine only"):
        SandboxServer(host="0.0.0.0")  # noqa: S104 - it is what must be refused


def test_a_store_added_later_is_open(sandbox: SandboxServer) -> None:
    sandbox.add_store(Store("second", access_token="token-2", client_id="client-2", client_secret="secret-2"))
    with httpx.Client(headers={"X-Auth-Token": "token-2"}, trust_env=False) as http:
        assert http.get(f"{sandbox.url}/stores/second/v2/orders/100").status_code == 200


def test_an_error_reaches_the_calling_thread(sandbox: SandboxServer) -> None:
    with pytest.raises(ApiError, match="not found"):
        sandbox.update_order("abc123", 999, staff_notes="x")


def test_an_order_handed_out_is_a_copy(sandbox: SandboxServer) -> None:
    sandbox.orders("abc123")[0]["billing_address"]["city"] = "elsewhere"
    assert sandbox.orders("abc123")[0]["billing_address"]["city"] == "Portland"


def test_an_answer_on_a_kept_connection_does_not_wait_for_an_acknowledgement(client: httpx.Client) -> None:
    def seconds() -> float:
        began = time.perf_counter()
        client.get("/v3/hooks").raise_for_status()
        return time.perf_counter() - began

    # A kernel delays acknowledgements by 40 ms, but not the first ones.
    assert min([seconds() for _ in range(40)][20:]) < 0.03


def test_a_body_over_a_mebibyte_is_answered(client: httpx.Client) -> None:
    assert client.put("/v2/orders/100", content=b" " * (1024 * 1024 + 1)).status_code == 413


def test_importing_it_touches_neither_network_nor_clock_nor_environment() -> None:
    script = """
import os, socket, sys, time
import asyncio, hmac, httpx, json, starlette.applications, starlette.responses, uvicorn, email.utils, ipaddress
def touched(*_, **__): sys.exit("touched")
class Sealed(dict):
    __getitem__ = get = __contains__ = touched
socket.socket.__init__ = touched
time.time = touched
os.environ = Sealed()
import bigcommerce_sandbox
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
