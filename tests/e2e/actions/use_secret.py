"""Use a secret, and try to read one of another stack's."""

import hashlib
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

from storehook import Context, Retries, action

SOON = Retries(retry_count=60, initial_interval=1, backoff_factor=1, randomize_interval=False)


@action(webhooks=["store/subscriber/updated"], retries=SOON)
def use_secret(params: Any, ctx: Context) -> None:
    Path(params.file).write_text(hashlib.sha256(ctx.secrets[params.secret].encode()).hexdigest())


@action(webhooks=["store/subscriber/deleted"], retries=0)
def steal_secret(params: Any, ctx: Context) -> None:
    parameter_store: Any = boto3.client("ssm")
    try:
        parameter_store.get_parameter(Name=params.parameter, WithDecryption=True)
    except ClientError as error:
        Path(params.file).write_text(error.response.get("Error", {}).get("Code", ""))
