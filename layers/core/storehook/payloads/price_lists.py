"""Events of price lists and their prices."""

from pydantic import BaseModel

from storehook.payloads.resources import Payload


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
