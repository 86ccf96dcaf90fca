"""The sandbox as a program of its own: `python -m bigcommerce_sandbox`."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

COMMAND = (sys.executable, "-m", "bigcommerce_sandbox")


@contextmanager
def started(*options: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """The program, and what it has said, by name."""
    with subprocess.Popen([*COMMAND, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process, _told(process)
        finally:
            process.kill()


def _told(process: subprocess.Popen[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in process.stdout or ():
        if line.startswith("curl "):
            return found
        if told := re.fullmatch(r"(\w+(?: \w+)?) {2,}(\S+)\n", line):
            found[told[1]] = told[2]
    pytest.fail(f"It ended: {process.communicate()[1]}")


def get(url: str, token: str = "") -> httpx.Response:
    with httpx.Client(trust_env=False) as http:
        return http.get(url, headers={"X-Auth-Token": token})


def test_the_store_answers_with_the_token_that_is_printed() -> None:
    with started() as (_, told):
        orders = get(f"{told['API']}/v2/orders", told["token"])

    assert [order["id"] for order in orders.json()] == [100, 101, 102]


def test_the_store_answers_no_other_token() -> None:
    with started() as (_, told):
        assert get(f"{told['API']}/v2/orders", "another").status_code == 401


@pytest.mark.parametrize(("size", "ids"), [("0", []), ("2", [100, 101])])
def test_the_store_can_begin_empty_or_with_a_size(size: str, ids: list[int]) -> None:
    with started("--size", size) as (_, told):
        orders = get(f"{told['API']}/v2/orders", told["token"])

    assert [order["id"] for order in (orders.json() if orders.content else [])] == ids


@pytest.mark.parametrize("size", ["many", "-1", "1.5", "100001", "9" * 5000])
def test_a_size_that_is_none_is_said_in_a_line(size: str) -> None:
    ended = subprocess.run([*COMMAND, "--size", size], capture_output=True, text=True, timeout=60)

    assert ended.returncode == 2
    assert ended.stderr.endswith("is not a whole number up to 100000\n")


def test_the_page_is_where_it_says() -> None:
    with started("--store", "shop1") as (_, told):
        assert "shop1" in get(told["page"]).text


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_without_a_word(ending: signal.Signals) -> None:
    with started() as (process, _):
        process.send_signal(ending)

        assert process.communicate(timeout=20) == ("", "")
        assert process.returncode == 0


def test_store_token_and_port_can_be_chosen() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with started("--port", str(port), "--store", "shop1", "--token", "secret1") as (_, told):
        assert (told["store"], told["token"]) == ("shop1", "secret1")
        assert told["API"] == f"http://127.0.0.1:{port}/stores/shop1"


def test_a_port_that_is_taken_is_said_in_a_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = subprocess.run([*COMMAND, "--port", str(port)], capture_output=True, text=True, timeout=60)

    assert ended.returncode == 1
    assert re.fullmatch(rf"Port {port} cannot be used: .*in use\n", ended.stderr)


def test_a_hash_that_could_not_be_one_is_said_in_a_line() -> None:
    ended = subprocess.run([*COMMAND, "--store", "a/b"], capture_output=True, text=True, timeout=60)

    assert ended.returncode == 2
    assert ended.stderr.endswith("store_hash 'a/b' must be letters and digits\n")


def test_a_seed_makes_the_same_credentials_at_each_start() -> None:
    seen: list[tuple[str, str]] = []
    for _ in range(2):
        with started("--seed", "mine") as (_, told):
            seen.append((told["token"], told["client secret"]))

    assert seen[0] == seen[1]


def test_a_token_with_chosen_scopes_may_do_nothing_else() -> None:
    with started("--scopes", "store_v2_orders_read_only") as (_, told):
        statuses = [get(f"{told['API']}/{path}", told["token"]).status_code for path in ("v2/orders", "v3/customers")]

    assert statuses == [200, 403]


def test_a_scope_that_is_none_is_said_with_those_there_are() -> None:
    ended = subprocess.run([*COMMAND, "--scopes", "orders"], capture_output=True, text=True, timeout=60)

    assert ended.returncode == 2
    assert "'orders' is not a scope that the store checks. It checks store_cart, " in ended.stderr
