"""Do what only the tests' own permissions allow, and what nothing allows."""

from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

from storehook import Context, action


@action(webhooks=["store/order/metafield/created"], retries=0)
def use_permission(params: Any, ctx: Context) -> None:
    secrets_manager: Any = boto3.client("secretsmanager")
    answers = [_answer(secrets_manager.describe_secret, params.granted)]
    answers.append(_answer(secrets_manager.describe_secret, params.other))
    answers.append(_answer(secrets_manager.get_secret_value, params.granted))
    Path(params.answers).write_text(" ".join(answers))


def _answer(call: Any, secret: str) -> str:
    try:
        call(SecretId=secret)
    except ClientError as error:
        return error.response.get("Error", {}).get("Code", "")
    return "yes"
