"""Rows whose deletion DynamoDB puts off are deleted all the same."""

from typing import Any

import boto3
from botocore.stub import ANY, Stubber

from storehook.aws import steps, waits
from storehook.aws.purge import DynamoPurge


def delete(number: int) -> dict[str, Any]:
    return {"DeleteRequest": {"Key": {"pk": {"S": "abc#event"}, "sk": {"S": str(number)}}}}


def test_what_is_put_off_is_tried_again_after_a_pause() -> None:
    dynamodb: Any = boto3.client("dynamodb", "us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    keys = [each["DeleteRequest"]["Key"] for each in map(delete, range(30))]
    pauses: list[float] = []
    with Stubber(dynamodb) as stub:
        stub.add_response("query", {"Items": keys, "Count": 30})
        stub.add_response("batch_write_item", {"UnprocessedItems": {"Runs": [delete(7)]}}, {"RequestItems": ANY})
        stub.add_response("batch_write_item", {"UnprocessedItems": {}}, {"RequestItems": {"Runs": [delete(7)]}})
        stub.add_response(
            "batch_write_item", {}, {"RequestItems": {"Runs": [delete(number) for number in range(25, 30)]}}
        )

        for _ in (*steps.PARTITIONS.all("abc"), *waits.PARTITIONS.all("abc")):
            stub.add_response("query", {"Items": [], "Count": 0})

        counts = list(DynamoPurge(dynamodb, "Runs", "Records", "RateWindows", pauses.append).delete_runs("abc"))

        stub.assert_no_pending_responses()
    assert (counts, pauses) == ([30], [0.1])
