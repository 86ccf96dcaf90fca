"""Models of the events' data, one per family of scopes. Annotate an action's first argument with one to validate it.

Source: BigCommerce docs, "Webhook events", and the callback schemas. Each model keeps unknown fields, because
BigCommerce adds fields without notice. Events of one channel have scopes that begin with `store/channel/{id}/`, and
`ctx.trigger.scope` contains the channel's number.

```python
from storehook import Context, action
from storehook.payloads import OrderPayload

@action(webhooks=["store/order/created"])
def welcome(params: OrderPayload, ctx: Context) -> None:
    ctx.logger.info("A new order", extra={"order": params.id})
```
"""

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


class PriceListPayload(Payload):
    """`store/priceList/{created,updated,activated,deactivated,deleted}`.

    ```python
    @action(webhooks=["store/priceList/activated"])
    def keep(params: PriceListPayload, ctx: Context) -> None:
        ctx.logger.info("In use", extra={"price_list": params.price_list_id})
    ```
    """

    price_list_id: int


class PriceListAssignmentPayload(PriceListPayload):
    """`store/priceList/assignment/*`: the customers and the channel of a price list.

    ```python
    @action(webhooks=["store/priceList/assignment/updated"])
    def keep(params: PriceListAssignmentPayload, ctx: Context) -> None:
        ctx.logger.info("For others", extra={"price_list": params.price_list_id, "channel": params.channel_id})
    ```
    """

    channel_id: int | None = None
    customer_group_id: int | None = None


class PriceRecordPayload(PriceListPayload):
    """`store/priceList/record/*`: one price.

    ```python
    @action(webhooks=["store/priceList/record/updated"])
    def keep(params: PriceRecordPayload, ctx: Context) -> None:
        ctx.logger.info("Another price", extra={"price_list": params.price_list_id, "variant": params.variant_id})
    ```
    """

    variant_id: int


class PriceRecord(BaseModel):
    """One price of several."""

    price_list_id: int
    variant_id: int


class PriceRecordsPayload(Payload):
    """`store/priceList/records/*`: many prices at once. The event's data is an array, in the field `data`.

    ```python
    @action(webhooks=["store/priceList/records/updated"])
    def keep(params: PriceRecordsPayload, ctx: Context) -> None:
        ctx.logger.info("Other prices", extra={"variants": [price.variant_id for price in params.data]})
    ```
    """

    data: list[PriceRecord]


class PriceListsPayload(Payload):
    """`store/priceLists/deleted`: many price lists at once.

    ```python
    @action(webhooks=["store/priceLists/deleted"])
    def keep(params: PriceListsPayload, ctx: Context) -> None:
        ctx.logger.info("Gone", extra={"price_lists": params.price_list_ids})
    ```
    """

    price_list_ids: list[int]


class ChannelCartPayload(Payload):
    """`store/channel/{id}/cart/*`, except line items.

    ```python
    @action(webhooks=["store/channel/{id}/cart/converted"])
    def keep(params: ChannelCartPayload, ctx: Context) -> None:
        ctx.logger.info("Bought", extra={"cart": params.cart_id})
    ```
    """

    cart_id: str


class ChannelLineItemPayload(ChannelCartPayload):
    """`store/channel/{id}/cart/lineItem/*`.

    ```python
    @action(webhooks=["store/channel/{id}/cart/lineItem/created"])
    def keep(params: ChannelLineItemPayload, ctx: Context) -> None:
        ctx.logger.info("In the cart", extra={"cart": params.cart_id, "item": params.cart_item_id})
    ```
    """

    cart_item_id: str


class ChannelOrderPayload(Payload):
    """`store/channel/{id}/order/*`.

    ```python
    @action(webhooks=["store/channel/{id}/order/created"])
    def keep(params: ChannelOrderPayload, ctx: Context) -> None:
        ctx.logger.info("A new order", extra={"order": params.order_id})
    ```
    """

    order_id: int


class ChannelProductPayload(Payload):
    """`store/channel/{id}/product/*` and `store/channel/{id}/category/product/*`.

    ```python
    @action(webhooks=["store/channel/{id}/product/assigned"])
    def keep(params: ChannelProductPayload, ctx: Context) -> None:
        ctx.logger.info("On sale", extra={"product": params.product_id})
    ```
    """

    product_id: int


class CategoryTreePayload(Payload):
    """`store/channel/{id}/categoryTree/updated`.

    ```python
    @action(webhooks=["store/channel/{id}/categoryTree/updated"])
    def keep(params: CategoryTreePayload, ctx: Context) -> None:
        ctx.logger.info("Another tree", extra={"tree": params.tree_id})
    ```
    """

    tree_id: int


class ChannelCategoryPayload(CategoryTreePayload):
    """`store/channel/{id}/category/{created,updated,deleted}`.

    ```python
    @action(webhooks=["store/channel/{id}/category/created"])
    def keep(params: ChannelCategoryPayload, ctx: Context) -> None:
        ctx.logger.info("A new category", extra={"category": params.category_id, "tree": params.tree_id})
    ```
    """

    category_id: int


class PagePayload(Payload):
    """`store/channel/{id}/page/*`.

    ```python
    @action(webhooks=["store/channel/{id}/page/updated"])
    def keep(params: PagePayload, ctx: Context) -> None:
        ctx.logger.info("Edited", extra={"page": params.page_id})
    ```
    """

    page_id: int


class ScriptPayload(Payload):
    """`store/channel/{id}/script/*`.

    ```python
    @action(webhooks=["store/channel/{id}/script/created"])
    def keep(params: ScriptPayload, ctx: Context) -> None:
        ctx.logger.info("A new script", extra={"script": params.uuid})
    ```
    """

    uuid: str


class EmailPayload(Payload):
    """`store/channel/{id}/email/templates/*` and `store/channel/{id}/settings/emailStatus/*`.

    ```python
    @action(webhooks=["store/channel/{id}/email/templates/updated"])
    def keep(params: EmailPayload, ctx: Context) -> None:
        ctx.logger.info("Edited", extra={"template": params.template_kind})
    ```
    """

    template_kind: str


class SitePayload(Payload):
    """`store/channel/{id}/settings/site/*` and `store/channel/{id}/settings/route/updated`.

    ```python
    @action(webhooks=["store/channel/{id}/settings/site/updated"])
    def keep(params: SitePayload, ctx: Context) -> None:
        ctx.logger.info("Moved", extra={"site": params.site_id})
    ```
    """

    site_id: int


class SearchFiltersPayload(Payload):
    """`store/channel/{id}/settings/searchContextFilters/updated`.

    ```python
    @action(webhooks=["store/channel/{id}/settings/searchContextFilters/updated"])
    def keep(params: SearchFiltersPayload, ctx: Context) -> None:
        ctx.logger.info("Other filters", extra={"category": params.category_id})
    ```
    """

    category_id: int


class ThemePayload(Payload):
    """`store/channel/{id}/theme/configuration/*`.

    ```python
    @action(webhooks=["store/channel/{id}/theme/configuration/activated"])
    def keep(params: ThemePayload, ctx: Context) -> None:
        ctx.logger.info("Another look", extra={"theme": params.theme_id, "variation": params.variation_id})
    ```
    """

    theme_id: str
    variation_id: str
    version_id: str
    configuration_id: str


class CompanyPayload(Payload):
    """`store/company/*`, except users and addresses.

    ```python
    @action(webhooks=["store/company/created"])
    def keep(params: CompanyPayload, ctx: Context) -> None:
        ctx.logger.info("A new company", extra={"company": params.company_id})
    ```
    """

    company_id: int


class CompanyUserPayload(CompanyPayload):
    """`store/company/user/*`.

    ```python
    @action(webhooks=["store/company/user/created"])
    def keep(params: CompanyUserPayload, ctx: Context) -> None:
        ctx.logger.info("A new user", extra={"company": params.company_id, "user": params.user_id})
    ```
    """

    user_id: int


class CompanyAddressPayload(CompanyPayload):
    """`store/company/address/*`.

    ```python
    @action(webhooks=["store/company/address/created"])
    def keep(params: CompanyAddressPayload, ctx: Context) -> None:
        ctx.logger.info("A new address", extra={"company": params.company_id, "address": params.address_id})
    ```
    """

    address_id: int


class SuperadminPayload(Payload):
    """`store/superadmin/*`.

    ```python
    @action(webhooks=["store/superadmin/created"])
    def keep(params: SuperadminPayload, ctx: Context) -> None:
        ctx.logger.info("A new superadmin", extra={"user": params.user_id})
    ```
    """

    user_id: int


class QuotePayload(Payload):
    """`store/quote/*`.

    ```python
    @action(webhooks=["store/quote/created"])
    def keep(params: QuotePayload, ctx: Context) -> None:
        ctx.logger.info("A new quote", extra={"quote": params.quote_id})
    ```
    """

    quote_id: int
    quote_uuid: str
