"""Models of what events carry, one a family of scopes: annotate an action's first argument with one to get it checked.

Source: BigCommerce docs, "Webhook events", and the callback schemas. Each keeps fields that it does not name, as
BigCommerce adds fields without notice.
"""

from pydantic import BaseModel, ConfigDict, Field


class Payload(BaseModel):
    """What every event carries: the store."""

    model_config = ConfigDict(extra="allow", frozen=True, validate_by_name=True)

    store_hash: str = Field(alias="storeHash")


class Resource(Payload):
    """`store/customer/{created,updated,deleted}`, `store/category/*`, `store/subscriber/*` and their like."""

    type: str
    id: int


class StatusChange(BaseModel):
    """The two statuses of `store/order/statusUpdated`."""

    previous_status_id: int
    new_status_id: int


class OrderPayload(Resource):
    """`store/order/{created,updated,archived,statusUpdated}`."""

    status: StatusChange | None = None


class TransactionPayload(Payload):
    """`store/order/transaction/*`. It has no `id`, and its `order_id` is a string of digits."""

    order_id: int
    transaction_id: str
    transaction_status: str
    transaction_type: str


class OverrideContext(BaseModel):
    """The channel and the locale whose own value of something was edited."""

    channel_id: int
    locale: str | None = None


class ProductPayload(Resource):
    """`store/product/{created,updated,deleted}`. An edit for one channel names its properties."""

    properties: list[str] = []
    context: OverrideContext | None = None


class Inventory(BaseModel):
    """An inventory change: `absolute` from the API or the control panel, `relative` from an order. Fetch the level."""

    product_id: int
    method: str
    value: int
    variant_id: int | None = None


class InventoryPayload(Resource):
    """`store/product/inventory/*` and `store/sku/inventory/*`."""

    inventory: Inventory


class Sku(BaseModel):
    """Which variant a SKU belongs to."""

    product_id: int
    variant_id: int


class SkuPayload(Resource):
    """`store/sku/{created,updated,deleted}`. `id` is the legacy SKU's, not the variant's."""

    sku: Sku


class Address(BaseModel):
    """Whose address it is."""

    customer_id: int


class AddressPayload(Resource):
    """`store/customer/address/*`. `id` is the address's, although `type` says customer."""

    address: Address


class ShipmentPayload(Resource):
    """`store/shipment/*`."""

    order_id: int = Field(alias="orderId")


class CartPayload(Payload):
    """`store/cart/*` but for line items. Ids are UUIDs; a converted cart is gone, and names the order it became."""

    type: str
    id: str
    order_id: int | None = Field(default=None, alias="orderId")
    coupon_id: int | None = Field(default=None, alias="couponId")


class LineItemPayload(Payload):
    """`store/cart/lineItem/*`."""

    type: str
    id: str
    cart_id: str = Field(alias="cartId")


class MetafieldPayload(Payload):
    """`store/metafield/*` and every other `…/metafield/*`. `resource_id` is a string: a number's digits, or a UUID."""

    metafield_id: int
    resource_id: str
    resource_type: str | None = None
    namespace: str | None = None


class StockPayload(Payload):
    """`store/channel/*/inventory/product/*`."""

    variant_id: int
    product_id: int
    location_id: int
