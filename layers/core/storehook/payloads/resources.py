"""Events of a store's resources, such as an order, a product or a cart."""

from pydantic import BaseModel, ConfigDict, Field


class Payload(BaseModel):
    """Fields of every event: the store.

    ```python
    @action(webhooks=["store/information/updated"])
    def keep(params: Payload, ctx: Context) -> None:
        ctx.logger.info("The store has changed", extra={"store": params.store_hash})
    ```
    """

    model_config = ConfigDict(extra="allow", frozen=True, validate_by_name=True)

    store_hash: str = Field(alias="storeHash")


class Resource(Payload):
    """`store/customer/{created,updated,deleted}`, `store/category/*`, `store/channel/created` and similar scopes.

    ```python
    @action(webhooks=["store/customer/created"])
    def keep(params: Resource, ctx: Context) -> None:
        ctx.logger.info("A new customer", extra={"customer": params.id})
    ```
    """

    type: str
    id: int


class StatusChange(BaseModel):
    """Both statuses of `store/order/statusUpdated`."""

    previous_status_id: int
    new_status_id: int


class OrderPayload(Resource):
    """`store/order/{created,updated,archived,statusUpdated}`.

    ```python
    @action(webhooks=["store/order/statusUpdated"])
    def keep(params: OrderPayload, ctx: Context) -> None:
        if params.status is not None and params.status.new_status_id == 2:
            ctx.logger.info("Shipped", extra={"order": params.id})
    ```
    """

    status: StatusChange | None = None


class TransactionPayload(Payload):
    """`store/order/transaction/*`. It has no `id`, and its `order_id` is a string of digits.

    ```python
    @action(webhooks=["store/order/transaction/created"])
    def keep(params: TransactionPayload, ctx: Context) -> None:
        ctx.logger.info(params.transaction_status, extra={"order": params.order_id})
    ```
    """

    order_id: int
    transaction_id: str
    transaction_status: str
    transaction_type: str


class OverrideContext(BaseModel):
    """Channel and locale for which a value was edited."""

    channel_id: int
    locale: str | None = None


class ProductPayload(Resource):
    """`store/product/{created,updated,deleted}`. An edit for one channel names its properties.

    ```python
    @action(webhooks=["store/product/updated"])
    def keep(params: ProductPayload, ctx: Context) -> None:
        if params.context is None:  # else it was edited for one channel only
            ctx.logger.info("Edited", extra={"product": params.id, "properties": params.properties})
    ```
    """

    properties: list[str] = []
    context: OverrideContext | None = None


class Inventory(BaseModel):
    """Inventory change: `absolute` from the API or the control panel, `relative` from an order. Fetch the level."""

    product_id: int
    method: str
    value: int
    variant_id: int | None = None


class InventoryPayload(Resource):
    """`store/product/inventory/*` and `store/sku/inventory/*`.

    ```python
    @action(webhooks=["store/product/inventory/updated"])
    def keep(params: InventoryPayload, ctx: Context) -> None:
        ctx.logger.info("Another level", extra={"product": params.inventory.product_id})
    ```
    """

    inventory: Inventory


class Sku(BaseModel):
    """Variant of a SKU."""

    product_id: int
    variant_id: int


class SkuPayload(Resource):
    """`store/sku/{created,updated,deleted}`. `id` is the ID of the legacy SKU, not of the variant.

    ```python
    @action(webhooks=["store/sku/updated"])
    def keep(params: SkuPayload, ctx: Context) -> None:
        ctx.logger.info("Another SKU", extra={"variant": params.sku.variant_id})
    ```
    """

    sku: Sku


class Address(BaseModel):
    """Customer of an address."""

    customer_id: int


class AddressPayload(Resource):
    """`store/customer/address/*`. `id` is the ID of the address, although `type` is customer.

    ```python
    @action(webhooks=["store/customer/address/created"])
    def keep(params: AddressPayload, ctx: Context) -> None:
        ctx.logger.info("A new address", extra={"customer": params.address.customer_id, "address": params.id})
    ```
    """

    address: Address


class ShipmentPayload(Resource):
    """`store/shipment/*`.

    ```python
    @action(webhooks=["store/shipment/created"])
    def keep(params: ShipmentPayload, ctx: Context) -> None:
        ctx.logger.info("Shipped", extra={"order": params.order_id, "shipment": params.id})
    ```
    """

    order_id: int = Field(alias="orderId")


class CartPayload(Payload):
    """`store/cart/*`, except line items. IDs are UUIDs. A converted cart no longer exists, and names its order.

    ```python
    @action(webhooks=["store/cart/converted"])
    def keep(params: CartPayload, ctx: Context) -> None:
        ctx.logger.info("Bought", extra={"cart": params.id, "order": params.order_id})
    ```
    """

    type: str
    id: str
    order_id: int | None = Field(default=None, alias="orderId")
    coupon_id: int | None = Field(default=None, alias="couponId")


class LineItemPayload(Payload):
    """`store/cart/lineItem/*`.

    ```python
    @action(webhooks=["store/cart/lineItem/created"])
    def keep(params: LineItemPayload, ctx: Context) -> None:
        ctx.logger.info("In the cart", extra={"cart": params.cart_id, "item": params.id})
    ```
    """

    type: str
    id: str
    cart_id: str = Field(alias="cartId")


class MetafieldPayload(Payload):
    """`store/metafield/*` and every other `…/metafield/*`. `resource_id` is a string of digits, or a UUID.

    ```python
    @action(webhooks=["store/product/metafield/updated"])
    def keep(params: MetafieldPayload, ctx: Context) -> None:
        ctx.logger.info("Another metafield", extra={"product": params.resource_id, "metafield": params.metafield_id})
    ```
    """

    metafield_id: int
    resource_id: str
    resource_type: str | None = None
    namespace: str | None = None


class StockPayload(Payload):
    """`store/channel/*/inventory/product/*`.

    ```python
    @action(webhooks=["store/channel/*/inventory/product/stock_changed"])
    def keep(params: StockPayload, ctx: Context) -> None:
        ctx.logger.info("Stock moved", extra={"product": params.product_id, "location": params.location_id})
    ```
    """

    variant_id: int
    product_id: int
    location_id: int


class LoginAccessPayload(Payload):
    """`store/customer/channel/login/access/updated`.

    ```python
    @action(webhooks=["store/customer/channel/login/access/updated"])
    def keep(params: LoginAccessPayload, ctx: Context) -> None:
        ctx.logger.info("May log in", extra={"customer": params.customer_id, "channels": params.channel_ids})
    ```
    """

    customer_id: int
    channel_ids: list[int]


class LocationPayload(Payload):
    """`store/inventory/location/{created,updated}`.

    ```python
    @action(webhooks=["store/inventory/location/created"])
    def keep(params: LocationPayload, ctx: Context) -> None:
        ctx.logger.info("A new location", extra={"location": params.location_id})
    ```
    """

    location_id: int


class RedirectPayload(Payload):
    """`store/redirects/updated`.

    ```python
    @action(webhooks=["store/redirects/updated"])
    def keep(params: RedirectPayload, ctx: Context) -> None:
        ctx.logger.info("Leads elsewhere", extra={"path": params.from_path, "site": params.site_id})
    ```
    """

    id: int
    site_id: int
    from_path: str
