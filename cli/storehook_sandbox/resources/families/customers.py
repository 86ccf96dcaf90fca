"""The v3 customers. There is no path for one of them: a list with `id:in` is how to read one.

Source: BigCommerce docs, customers v3 reference.
"""

from storehook_sandbox.resources.families.customer_parts import ADDRESSES, ATTRIBUTE_VALUES
from storehook_sandbox.resources.resource import Fires, Items, Resource, typed
from storehook_sandbox.resources.schema import Item, blank, schema

FIELDS = schema(
    """
    integer: id!!
    text: email+ first_name+ last_name+ company phone notes registration_ip_address^ tax_exempt_category
    integer: customer_group_id
    boolean: accepts_product_review_abandoned_cart_emails
    integer: origin_channel_id^=1
    list: channel_ids=[1]
    integer: address_count!! attribute_count!!
    iso: date_created!! date_modified!!
    """
)


def new_customer(customer_id: int, now: float, first_name: str = "", last_name: str = "") -> Item:
    """A customer who signed up at `now` (unix seconds)."""
    name = f"{first_name}.{last_name}".lower().strip(".") or f"customer{customer_id}"
    names = {"email": f"{name}@example.com", "first_name": first_name, "last_name": last_name}
    return blank(FIELDS, now) | {"id": customer_id} | names


def seed_customers(now: float) -> list[Item]:
    """The customers of a new store, who placed its seed orders; they signed up in the week before `now`."""
    return [new_customer(11, now - 604_800, "Maya", "Okafor"), new_customer(12, now - 90_000, "Jonas", "Weber")]


def _counted(items: Items, customer: Item) -> Item:
    counts = {"address_count": "addresses", "attribute_count": "attribute_values"}
    return customer | {name: len(items.of(kind, customer_id=customer["id"])) for name, kind in counts.items()}


CUSTOMERS = Resource(
    name="customers",
    path="/v3/customers",
    fields=FIELDS,
    actions=("list", "create_many", "update_many", "delete_many"),
    filters="id:in company:in customer_group_id:in date_created:min date_created:max date_modified:min "
    "date_modified:max email:in name:in=first_name+last_name:in name:like=first_name+last_name:like phone:in "
    "registration_ip_address:in",
    sorts="date_created date_modified last_name",
    sort_has_direction=True,
    cursors=True,
    events=(Fires("store/customer/{write}", typed("customer")),),
    children={"addresses": ADDRESSES, "attributes": ATTRIBUTE_VALUES},
    brings=("addresses", "attributes"),
    includes=("addresses", "attributes"),
    seeds=seed_customers,
    shows=_counted,
)
