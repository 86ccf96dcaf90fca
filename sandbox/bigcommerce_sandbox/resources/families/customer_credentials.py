"""By what customers log in and pay. Source: BigCommerce docs, customers v3 and v2 references, channel webhook events.

No request of the API writes a stored instrument: a shopper does, or here a person in the store.
"""

from bigcommerce_sandbox.resources.events import Change, Fires
from bigcommerce_sandbox.resources.operations import Asked, Operation
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, schema
from bigcommerce_sandbox.resources.views import shown
from bigcommerce_sandbox.resources.writes import Writes


def _of_customer(change: Change) -> Item:
    return {"type": "customer", "id": change.after["customer_id"]}


INSTRUMENTS = Resource(
    name="stored_instruments",
    path="/v3/customers/{customer_id}/stored-instruments",
    refers={"customer_id": "customers"},
    fields=schema(
        """
        integer: id~!! customer_id~!!
        stored_card|stored_paypal_account|stored_bank_account: type
        text: token brand issuer_identification_number last_4
        boolean: is_default
        integer: expiry_month expiry_year
        object: billing_address
        """
    ),
    actions=(),
    events=(
        Fires(
            "store/customer/payment/instrument/default/updated",
            _of_customer,
            ("created", "updated"),
            lambda change: change.after["is_default"],
        ),
    ),
)


def _instruments(writes: Writes, asked: Asked) -> list[Item]:
    customer = writes.items.get("customers", asked.path["customer_id"])
    found = writes.items.of(INSTRUMENTS.name, customer_id=customer["id"])
    return [*map(shown(INSTRUMENTS, writes.items, asked.url), found)]


def _has_password(customer: Item, password: str) -> bool:
    return bool(password) and customer["authentication"].get("new_password") == password


def _logs_in(customer: Item, given: Item) -> bool:
    is_there = given.get("channel_id", 0) in (0, *customer["channel_ids"])
    is_called = customer["email"].lower() == given["email"].lower()
    return is_called and is_there and _has_password(customer, given["password"])


def _validate(writes: Writes, asked: Asked) -> Item:
    customers = writes.items.all("customers").values()
    found = next((each["id"] for each in customers if _logs_in(each, asked.given)), None)
    return {"customer_id": found, "is_valid": found is not None}


def _validate_password(writes: Writes, asked: Asked) -> Item:
    customer = writes.items.get("customers", asked.path["customer_id"])
    return {"success": _has_password(customer, asked.given["password"])}


CREDENTIAL_OPERATIONS = (
    Operation(
        method="POST",
        path="/v3/customers/validate-credentials",
        does=_validate,
        takes=schema("text: email+ password+\ninteger: channel_id"),
        bare=True,
    ),
    Operation(
        method="POST",
        path="/v2/customers/{customer_id}/validate",
        does=_validate_password,
        takes=schema("text: password+"),
    ),
    Operation(method="GET", path=INSTRUMENTS.path, does=_instruments, bare=True),
)
