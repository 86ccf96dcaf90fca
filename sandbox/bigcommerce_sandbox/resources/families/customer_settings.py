"""What holds for customers in the whole store and by channel, and what one of them lets be known.

Source: BigCommerce docs, customers v3 reference and channel webhook events. A null of a channel is what the whole
store has. The data of the channel's events is not documented: here it is empty.
"""

from collections.abc import Callable

from bigcommerce_sandbox.resources.events import Change, Fires
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, Schema, schema


def _fields(own: str, flag: str = "") -> Schema:
    return schema(
        f"{own}\nobject: privacy_settings{flag} customer_group_settings{flag}",
        privacy_settings=schema(f"boolean: ask_shopper_for_tracking_consent{flag}\ntext: policy_url{flag}"),
        customer_group_settings=schema(f"integer: guest_customer_group_id{flag} default_customer_group_id{flag}"),
    )


def _differs(name: str) -> Callable[[Change], bool]:
    return lambda change: change.before[name] != change.after[name]


def _nothing(_change: Change) -> Item:
    return {}


CUSTOMER_SETTINGS = Resource(
    name="customer_settings",
    path="/v3/customers/settings",
    fields=_fields("integer: id~!!"),
    actions=("show", "put"),
)

CHANNEL_CUSTOMER_SETTINGS = Resource(
    name="channel_customer_settings",
    path="/v3/customers/settings/channels/{channel_id}",
    refers={"channel_id": "channels"},
    fields=_fields("integer: id~!! channel_id~!!\nboolean: allow_global_logins=true", "?"),
    actions=("show", "put"),
    events=(
        Fires(
            "store/channel/{channel_id}/settings/customerPrivacy/updated",
            _nothing,
            ("updated",),
            _differs("privacy_settings"),
        ),
        Fires(
            "store/channel/{channel_id}/settings/defaultCustomerGroup/updated",
            _nothing,
            ("updated",),
            _differs("customer_group_settings"),
        ),
    ),
)

CONSENT = Resource(
    name="consent",
    path="/v3/customers/{customer_id}/consent",
    refers={"customer_id": "customers"},
    fields=schema(
        """
        integer: id~!! customer_id~!!
        [essential|functional|analytics|targeting]: allow deny
        iso: updated_at!!
        """
    ),
    actions=("show", "put"),
    bare=True,
)
