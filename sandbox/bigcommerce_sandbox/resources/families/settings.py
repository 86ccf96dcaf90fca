"""How carts, checkouts and abandoned carts are dealt with, in the whole store and by channel.

Source: BigCommerce docs, carts, checkouts and abandoned carts v3 references; webhook events, channels. A null of a
channel is what the whole store has.
"""

from bigcommerce_sandbox.resources.events import Change, Fires
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, schema

_CHECKOUT = """
    text: custom_checkout_script_url custom_order_confirmation_script_url custom_checkout_sri_hash
    text: custom_order_confirmation_sri_hash
    boolean: order_confirmation_use_custom_checkout_script custom_checkout_supports_uco_settings
"""

_CHANNEL_CHECKOUT = """
    text: checkout_type guest_checkout_type guest_checkout_for_existing_accounts policy_consent
    text: order_confirmation_contact_email order_terms_and_conditions_type order_terms_and_conditions_link
    text: order_terms_and_conditions_textarea
    boolean: is_order_terms_and_conditions_enabled should_redirect_to_storefront_for_auth
"""


def _abandoned(flag: str) -> str:
    return f"""
        boolean: enable_notification{flag} email_customer_until_cart_is_recovered{flag}
        boolean: marketing_emails_require_customer_consent{flag} email_merchant_when_cart_is_converted{flag}
        boolean: email_merchant_when_cart_is_abandoned{flag}
        text: merchant_email_address{flag}
        digest|individual: merchant_abandoned_cart_email_frequency_type{flag}
        integer: merchant_abandoned_cart_digest_email_frequency{flag}
    """


def _nothing(_change: Change) -> Item:
    return {}


def _settings(of: str, whole: str, channels: str, scope: str) -> tuple[Resource, Resource]:
    name, path = of.replace("-", "_").removesuffix("s"), f"/v3/{of}/settings"
    return (
        Resource(
            name=f"{name}_settings",
            path=path,
            fields=schema(f"integer: id~!!\n{whole}"),
            actions=("show", "put"),
        ),
        Resource(
            name=f"channel_{name}_settings",
            path=f"{path}/channels/{{channel_id}}",
            refers={"channel_id": "channels"},
            fields=schema(f"integer: id~!! channel_id~!!\n{channels}"),
            actions=("show", "put"),
            events=(Fires(f"store/channel/{{channel_id}}/{scope}/updated", _nothing, ("updated",)),),
        ),
    )


SETTINGS = (
    *_settings("carts", "boolean: allow_purchasing=true", "boolean: allow_purchasing?", "settings/checkout"),
    *_settings("checkouts", _CHECKOUT, f"{_CHECKOUT}\n{_CHANNEL_CHECKOUT}", "settings/checkout"),
    *_settings("abandoned-carts", _abandoned(""), _abandoned("?"), "notifications/abandonedCart"),
)
