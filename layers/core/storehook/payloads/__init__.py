"""Models of the events' data, one per family of scopes. Annotate an action's first argument with one to validate it.

Source: BigCommerce docs, "Webhook events", and the callback schemas. Each model keeps unknown fields, because
BigCommerce adds fields without notice.

```python
from storehook import Context, action
from storehook.payloads import OrderPayload

@action(webhooks=["store/order/created"])
def welcome(params: OrderPayload, ctx: Context) -> None:
    ctx.logger.info("A new order", extra={"order": params.id})
```
"""

from storehook.payloads.channels import (
    CategoryTreePayload,
    ChannelCartPayload,
    ChannelCategoryPayload,
    ChannelLineItemPayload,
    ChannelOrderPayload,
    ChannelProductPayload,
    EmailPayload,
    PagePayload,
    ScriptPayload,
    SearchFiltersPayload,
    SitePayload,
    ThemePayload,
)
from storehook.payloads.companies import (
    CompanyAddressPayload,
    CompanyPayload,
    CompanyUserPayload,
    QuotePayload,
    SuperadminPayload,
)
from storehook.payloads.price_lists import (
    PriceListAssignmentPayload,
    PriceListPayload,
    PriceListsPayload,
    PriceRecord,
    PriceRecordPayload,
    PriceRecordsPayload,
)
from storehook.payloads.resources import (
    Address,
    AddressPayload,
    CartPayload,
    Inventory,
    InventoryPayload,
    LineItemPayload,
    LocationPayload,
    LoginAccessPayload,
    MetafieldPayload,
    OrderPayload,
    OverrideContext,
    Payload,
    ProductPayload,
    RedirectPayload,
    Resource,
    ShipmentPayload,
    Sku,
    SkuPayload,
    StatusChange,
    StockPayload,
    TransactionPayload,
)

__all__ = [
    "Address",
    "AddressPayload",
    "CartPayload",
    "CategoryTreePayload",
    "ChannelCartPayload",
    "ChannelCategoryPayload",
    "ChannelLineItemPayload",
    "ChannelOrderPayload",
    "ChannelProductPayload",
    "CompanyAddressPayload",
    "CompanyPayload",
    "CompanyUserPayload",
    "EmailPayload",
    "Inventory",
    "InventoryPayload",
    "LineItemPayload",
    "LocationPayload",
    "LoginAccessPayload",
    "MetafieldPayload",
    "OrderPayload",
    "OverrideContext",
    "PagePayload",
    "Payload",
    "PriceListAssignmentPayload",
    "PriceListPayload",
    "PriceListsPayload",
    "PriceRecord",
    "PriceRecordPayload",
    "PriceRecordsPayload",
    "ProductPayload",
    "QuotePayload",
    "RedirectPayload",
    "Resource",
    "ScriptPayload",
    "SearchFiltersPayload",
    "ShipmentPayload",
    "SitePayload",
    "Sku",
    "SkuPayload",
    "StatusChange",
    "StockPayload",
    "SuperadminPayload",
    "ThemePayload",
    "TransactionPayload",
]
