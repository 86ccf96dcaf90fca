"""The v3 customers. There is no path for one of them: a list with `id:in` is how to read one.

Source: BigCommerce docs, customers v3 reference.
"""

from decimal import Decimal

from bigcommerce_sandbox.errors import invalid
from bigcommerce_sandbox.resources.events import Change, Fires, Items, typed
from bigcommerce_sandbox.resources.families.customer_parts import ADDRESSES, ATTRIBUTE_VALUES, FORM, form_fields
from bigcommerce_sandbox.resources.resource import Child, Resource
from bigcommerce_sandbox.resources.schema import Item, as_money, blank, schema

FIELDS = schema(
    """
    integer: id!!
    text: email+ first_name+ last_name+ company phone notes registration_ip_address tax_exempt_category
    integer: customer_group_id
    boolean: accepts_product_review_abandoned_cart_emails
    integer: origin_channel_id^=1
    [integer]: channel_ids=[1]
    integer: address_count!! attribute_count!!
    iso: date_created!! date_modified!!
    object: authentication
    list: form_fields~ store_credit_amounts~
    money: store_credit~!!
    """,
    authentication=schema("boolean: force_password_reset\ntext: new_password"),
    form_fields=FORM,
    store_credit_amounts=schema("number: amount+"),
)


def new_customer(customer_id: int, now: float, first_name: str = "", last_name: str = "") -> Item:
    """A customer who signed up at `now` (unix seconds)."""
    name = f"{first_name}.{last_name}".lower().strip(".") or f"customer{customer_id}"
    names = {"email": f"{name}@example.com", "first_name": first_name, "last_name": last_name}
    return blank(FIELDS, now) | {"id": customer_id} | names


def seed_customers(now: float) -> list[Item]:
    """The customers of a new store, who placed its seed orders; they signed up in the week before `now`."""
    return [new_customer(11, now - 604_800, "Maya", "Okafor"), new_customer(12, now - 90_000, "Jonas", "Weber")]


_TOLD = "trigger_account_created_notification"


def _unsaid(_items: Items, given: Item) -> Item:
    """Without the wish that the customer is told by mail: this store sends none."""
    wished = type(given.get(_TOLD)) is bool
    return {name: value for name, value in given.items() if not wished or name != _TOLD}


def has_namesake(items: Items, customer: Item) -> bool:
    """Whether another customer has the same email, in whatever case."""
    email = customer["email"].lower()
    return any(each["email"].lower() == email and each["id"] != customer["id"] for each in items.of("customers"))


def _credited(items: Items, customer: Item, given: Item) -> Item:
    """With what there is in the store's own currency, which v2 knows alone."""
    if "email" in given and has_namesake(items, customer):
        raise invalid({"email": "Another customer has the same"})
    amounts = [Decimal(str(each["amount"])) for each in given.get("store_credit_amounts", [])]
    return customer | ({"store_credit": as_money(sum(amounts))} if amounts else {})


def _shown(items: Items, customer: Item) -> Item:
    kinds = {"address_count": "addresses", "attribute_count": "attribute_values"}
    counts = {name: len(items.of(kind, customer_id=customer["id"])) for name, kind in kinds.items()}
    resets = customer["authentication"]["force_password_reset"]
    return customer | counts | {"authentication": {"force_password_reset": resets}}


def _with_credit(items: Items, answer: Item, _url: str) -> Item:
    customer = items.find("customers", answer["id"]) or {}
    return answer | {"store_credit_amounts": [{"amount": float(customer["store_credit"])}]}


def _with_form_fields(items: Items, answer: Item, _url: str) -> Item:
    customer = items.find("customers", answer["id"]) or {}
    addresses = [form_fields(items, address, "") for address in answer.get("addresses", [])]
    shown = {"addresses": addresses} if "addresses" in answer else {}
    return answer | shown | {"form_fields": customer["form_fields"]}


def _logs_in_elsewhere(change: Change) -> bool:
    return change.before["channel_ids"] != change.after["channel_ids"]


def _told_access(change: Change) -> Item:
    return {"customer_id": change.after["id"], "channel_ids": change.after["channel_ids"]}


CUSTOMERS = Resource(
    name="customers",
    path="/v3/customers",
    fields=FIELDS,
    actions=("list", "create_many", "update_many", "delete_many"),
    filters="id:in company:in customer_group_id:in date_created date_created:min date_created:max date_modified "
    "date_modified:min date_modified:max email:in name:in=first_name+last_name:in name:like=first_name+last_name:like "
    "phone:in registration_ip_address:in",
    sorts="date_created date_modified last_name",
    order=("sort:direction",),
    cursors=True,
    events=(
        Fires("store/customer/{write}", typed("customer")),
        Fires("store/customer/channel/login/access/updated", _told_access, ("updated",), _logs_in_elsewhere),
    ),
    children={"addresses": Child(ADDRESSES, "brought"), "attributes": Child(ATTRIBUTE_VALUES, "brought")},
    includes=("addresses", "attributes"),
    extras={"storecredit": _with_credit, "formfields": _with_form_fields},
    seeds=seed_customers,
    reads=_unsaid,
    completes=_credited,
    revises=_credited,
    shows=_shown,
)
