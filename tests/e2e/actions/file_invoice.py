"""Put an order's invoice into the accountants' bucket."""

from typing import Any

import boto3

from storehook import Context, action


@action(webhooks=["store/order/metafield/updated"], retries=0)
def file_invoice(params: Any, ctx: Context) -> None:
    from inflection import parameterize  # pyright: ignore[reportMissingImports] -- only the stack has it

    key = f"{params.folder}/{parameterize(params.title)}.txt"
    boto3.client("s3").put_object(Bucket="mugs-invoices", Key=key, Body=f"From {ctx.settings.sender}".encode())
