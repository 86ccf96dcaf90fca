"""Events of one channel. Their scopes begin with `store/channel/{id}/`, and `ctx.trigger.scope` contains the number."""

from storehook.payloads.resources import Payload


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
