"""Misspelled names of actions, settings, params and API paths are found before anything runs."""

from pathlib import Path

import pytest
from pydantic import BaseModel
from tests.support.deployment import declared

from storehook.actions.action import Registry
from storehook.actions.own_settings import OwnSettings
from storehook_cli.authoring.api_calls import ADVICE
from storehook_cli.authoring.names import require_known
from storehook_cli.errors import CommandError

WORKER = Path("functions/worker")

BILL = "def bill(params: Params, ctx: Context):\n    {}\n"


class Settings(BaseModel):
    sender: str = ""
    retries: int = 3


SETTINGS = OwnSettings(Settings, {})


def bill() -> None: ...


def send_invoice() -> None: ...


def problems(folder: Path, line: str, settings: OwnSettings | None = SETTINGS) -> list[str]:
    """Return the problems of an action for orders with this line."""
    file = folder / WORKER / "actions" / "bill.py"
    file.parent.mkdir(parents=True)
    file.write_text(BILL.format(line))
    registry = Registry([declared(bill, "store/order/statusUpdated"), declared(send_invoice)])
    try:
        require_known(folder, WORKER, registry, settings.attributes() if settings else None)
    except CommandError as error:
        return str(error).splitlines()
    return []


def waits(folder: Path, scope: str, field: str) -> list[str]:
    """Return the problems of an action that waits for an event."""
    file = folder / WORKER / "actions" / "bill.py"
    file.parent.mkdir(parents=True)
    file.write_text(f"@action(\n    webhooks=[],\n    waits_for={{{scope!r}: {field!r}}},\n)\n{BILL.format('pass')}")
    try:
        require_known(folder, WORKER, Registry([declared(bill, waits_for={scope: field})]), None)
    except CommandError as error:
        return str(error).splitlines()
    return []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("ctx.enqueue('send_invoce')", "No action is named 'send_invoce'. Did you mean 'send_invoice'?"),
        ("ctx.call('bil', id=1)", "No action is named 'bil'. Did you mean 'bill'?"),
        ("return ctx.settings.sendr", "settings.py has no setting 'sendr'. Did you mean 'sender'?"),
        (
            "ctx.connections.bigcommerce.current.v2.get(f'/order/{params.id}')",
            "BigCommerce documents no endpoint with the path /v2/order/{}. Did you mean /v2/orders/{order_id}? "
            + ADVICE,
        ),
        (
            "return params.idd",
            "No event of store/order/statusUpdated has 'idd'. Did you mean 'id'? It has: id, status, storeHash, type.",
        ),
    ],
)
def test_a_misspelled_name_is_found_with_its_place_and_the_nearest(tmp_path: Path, line: str, problem: str) -> None:
    assert problems(tmp_path, line) == [f"functions/worker/actions/bill.py:2: {problem}"]


def test_settings_that_nobody_declared_are_found(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "return ctx.settings.sender", settings=None)

    assert problem.endswith("ctx.settings.sender is used, but no settings are declared. Write a settings.py.")


@pytest.mark.parametrize(
    "line",
    [
        "ctx.enqueue('send_invoice', {'id': params.id})",
        "ctx.enqueue(params.type)",
        "return ctx.settings.sender.upper(), ctx.settings.model_dump()",
        "return params.get('idd'), params.status, params.storeHash",
    ],
)
def test_names_that_exist_or_that_only_a_run_can_know_are_no_problem(tmp_path: Path, line: str) -> None:
    assert problems(tmp_path, line) == []


def test_the_params_of_an_action_that_another_one_calls_can_be_any(tmp_path: Path) -> None:
    assert problems(tmp_path, "return params.total\n\n\ndef other(ctx):\n    ctx.call('bill', total=1)") == []


@pytest.mark.parametrize(
    ("scope", "field", "advice"),
    [
        ("store/shipment/created", "orderID", "Did you mean 'orderId'? It has: id, orderId, type."),
        (
            "store/order/statusUpdated",
            "status",
            "It has: id, status.new_status_id, status.previous_status_id, type.",
        ),
        ("store/priceList/records/updated", "variant_id", "It has: nothing that can be compared."),
    ],
)
def test_a_wait_that_compares_a_field_that_no_event_has_is_found(
    tmp_path: Path, scope: str, field: str, advice: str
) -> None:
    (problem,) = waits(tmp_path, scope, field)

    never = f"waits_for compares {field!r}, which no event of {scope} has, so none would end the wait."
    assert problem == f"functions/worker/actions/bill.py:3: {never} {advice}"


@pytest.mark.parametrize(
    ("scope", "field"),
    [
        ("store/shipment/*", "orderId"),
        ("store/sku/inventory/updated", "inventory.variant_id"),
        ("store/channel/{id}/order/*", "order_id"),
    ],
)
def test_a_wait_may_compare_each_documented_number_or_text(tmp_path: Path, scope: str, field: str) -> None:
    assert waits(tmp_path, scope, field) == []
