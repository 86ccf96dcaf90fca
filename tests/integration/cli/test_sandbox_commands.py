"""`storehook sandbox`: the stand-in store's powers, by the command, over HTTP."""

import json
from collections.abc import Callable, Generator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from bigcommerce_facts.facts import load
from bigcommerce_sandbox import App, SandboxServer, Store
from storehook_cli.main import cli

STORE = Store("demostore1", "canary-access-token", "client", "canary-client-secret")

type Sandbox = Callable[..., Result]


@pytest.fixture
def server() -> Generator[SandboxServer]:
    with SandboxServer(stores=[STORE]) as running:
        yield running


@pytest.fixture
def sandbox(server: SandboxServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """Runs `storehook sandbox` with these words, where the stack of `make run` is up."""
    (tmp_path / ".local").mkdir()
    info = {"sandbox_url": server.url, "store_hash": STORE.store_hash}
    (tmp_path / ".local" / "stack.json").write_text(json.dumps(info))
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(cli, ["sandbox", *words])


def ask(server: SandboxServer, path: str = "/v2/orders") -> int:
    """The status that the store's own API answers with."""
    url = f"{server.url}/stores/{STORE.store_hash}{path}"
    return httpx.get(url, headers={"X-Auth-Token": STORE.access_token}).status_code


def test_orders_are_listed_the_newest_first(sandbox: Sandbox) -> None:
    lines = sandbox("orders").output.splitlines()

    assert [line.split()[0] for line in lines] == ["ID", "102", "101", "100"]
    assert [order["id"] for order in json.loads(sandbox("orders", "--json").output)] == [102, 101, 100]


def test_an_order_is_added_with_the_given_fields(sandbox: Sandbox, server: SandboxServer) -> None:
    done = sandbox("new-order", "status_id=11", "customer_message=Hello you")

    order = server.orders(STORE.store_hash)[-1]
    assert done.output.startswith("Order 103: Awaiting Fulfillment, ")
    assert (order["status_id"], order["customer_message"]) == (11, "Hello you")


def test_a_new_order_is_whole(sandbox: Sandbox, server: SandboxServer) -> None:
    done = sandbox("new-order")

    assert done.output == "Order 103: Awaiting Fulfillment, 2 items for customer 11, total 63.5000 USD\n"
    order = server.orders(STORE.store_hash)[-1]
    assert (order["customer_id"], order["total_ex_tax"]) == (11, "63.5000")
    assert order["billing_address"]["email"] == "maya.okafor@example.com"


def test_a_new_order_takes_ids_of_products_and_one_total(sandbox: Sandbox, server: SandboxServer) -> None:
    done = sandbox("new-order", "customer_id=0", "products=77,79", "total_inc_tax=59.90")

    assert done.output == "Order 103: Awaiting Fulfillment, 2 items for a guest, total 59.9000 USD\n"


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("customer_id=1", "no customer with the ID 1. It has 11 Maya Okafor, 12 Jonas Weber."),
        ("products=111", "no product with the ID 111. It has 77 "),
        ('products=[{"product_id":111,"quantity":1}]', "no product with the ID 111."),
    ],
)
def test_a_customer_or_product_that_the_store_lacks_is_an_error_that_lists_them(
    sandbox: Sandbox, field: str, said: str
) -> None:
    done = sandbox("new-order", field)

    assert (done.exit_code, said in done.stderr) == (1, True), done.stderr


@pytest.mark.parametrize(("kind", "ids"), [("customers", [11, 12]), ("products", [77, 78, 79])])
def test_customers_and_products_are_listed(sandbox: Sandbox, kind: str, ids: list[int]) -> None:
    lines = sandbox(kind).output.splitlines()

    assert [line.split()[0] for line in lines] == ["ID", *map(str, ids)]
    assert [item["id"] for item in json.loads(sandbox(kind, "--json").output)] == ids


def test_the_help_names_every_field_of_an_order(sandbox: Sandbox) -> None:
    body = load().operations["POST /v2/orders"].body
    assert body is not None
    named = sandbox("new-order", "--help").output

    assert [name for name in body.properties if name not in named] == []


def test_an_order_is_changed(sandbox: Sandbox, server: SandboxServer) -> None:
    assert sandbox("change-order", "100", "staff_notes=urgent").exit_code == 0

    assert server.orders(STORE.store_hash)[0]["staff_notes"] == "urgent"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("change-order", "999", "staff_notes=x"), "not found"),
        (("change-order", "100", "colour=red"), "'colour' is invalid: BigCommerce documents no such field"),
        (("change-order", "100", "staff_notes"), "name=value"),
        (("fault", "500", "--times", "0"), "times: Must be a whole number"),
        (("rate", "0"), "quota: A whole number"),
    ],
    ids=str,
)
def test_what_the_store_does_not_take_is_an_error_that_says_why(
    sandbox: Sandbox, words: tuple[str, ...], said: str
) -> None:
    done = sandbox(*words)

    assert (done.exit_code, said in done.output) == (1, True), done.output


def test_answers_are_spoilt_as_often_as_is_asked_for(sandbox: Sandbox, server: SandboxServer) -> None:
    done = sandbox("fault", "503", "--times", "2", "--path", "/v2/orders")

    assert done.output == "Pending faults: 2 x 503 /v2/orders\n"
    assert [ask(server, path) for path in ("/v3/hooks", "/v2/orders", "/v2/orders", "/v2/orders")] == [
        200,
        503,
        503,
        200,
    ]


def test_faults_are_taken_back(sandbox: Sandbox, server: SandboxServer) -> None:
    sandbox("fault", "500", "--times", "9")

    assert (sandbox("no-faults").exit_code, ask(server)) == (0, 200)


def test_the_quota_is_set_and_shown(sandbox: Sandbox, server: SandboxServer) -> None:
    sandbox("rate", "2", "--seconds", "60")

    assert [ask(server) for _ in range(3)] == [200, 200, 429]
    assert sandbox("rate").output == "2 requests in 60 s. Used: 2. Refused: 1.\n"


def test_without_a_stack_it_is_said_how_to_start_one(sandbox: Sandbox) -> None:
    Path(".local/stack.json").unlink()

    done = sandbox("orders")

    assert (done.exit_code, "make run" in done.output) == (1, True)


def test_a_store_that_is_gone_is_an_error(sandbox: Sandbox, server: SandboxServer) -> None:
    server.stop()

    done = sandbox("orders")

    assert (done.exit_code, "cannot be reached" in done.output) == (1, True)


def test_stores_are_listed(sandbox: Sandbox) -> None:
    assert [each["store_hash"] for each in json.loads(sandbox("stores", "--json").output)] == ["demostore1"]
    assert sandbox("stores").output.split() == ["STORE", "ORDERS", "NAME", "demostore1", "3", "Demo", "store"]


@pytest.mark.parametrize(("answers", "code"), [("/_sandbox/", 0), ("/nothing", 1)], ids=["well", "not"])
def test_a_store_is_added_and_gets_the_app_if_its_auth_callback_answers(
    sandbox: Sandbox, server: SandboxServer, answers: str, code: int
) -> None:
    server.set_app(App("app-1", "canary-app-secret", (), f"{server.url}{answers}", f"{server.url}/load"))

    done = sandbox("new-store", "second")

    assert (done.exit_code, "could not be installed" in done.output) == (code, bool(code))
    assert [each["store_hash"] for each in json.loads(sandbox("stores", "--json").output)] == ["demostore1", "second"]
    assert "canary" not in done.output


def test_a_store_that_is_there_is_not_added_again(sandbox: Sandbox) -> None:
    done = sandbox("new-store", "demostore1")

    assert (done.exit_code, "There is a store demostore1 already" in done.stderr) == (1, True)
