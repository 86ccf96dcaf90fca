"""With a wrong client secret in the stack: an alarm within minutes that says what to do, and nothing is lost."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from tests.support import built_template
from tests.support.cloudwatch import Sample, Samples, embedded, states
from tests.support.deployed import Delivery, Deployed, until

from storehook.webhooks.webhook_key import HEADER, webhook_key


@dataclass
class AppSecret:
    """The secret, in which the value before the current one counts too."""

    client: Any
    name: str

    def put(self, *values: str) -> None:
        """Put these values, the last of which stays."""
        for value in values:
            self.client.put_secret_value(SecretId=self.name, SecretString=value)


@pytest.fixture
def app_secret(deployed: Deployed) -> Iterator[AppSecret]:
    """It is as it was afterwards."""
    found = AppSecret(deployed.stack.emulator.client("secretsmanager"), deployed.info.outputs["AppSecret"])
    before = found.client.get_secret_value(SecretId=found.name)["SecretString"]
    yield found
    found.put(before)


def posted(deployed: Deployed, delivery: Delivery) -> int:
    """Send a delivery with our webhooks' key, and return the status of ingest's answer."""
    vault: Any = deployed.stack.emulator.client("secretsmanager")
    secret = vault.get_secret_value(SecretId=deployed.info.outputs["HookSecret"])["SecretString"]
    headers = delivery.headers() | {HEADER: webhook_key(secret, delivery.store_hash)}
    return deployed.http.post(deployed.url(delivery.store_hash), content=delivery.body, headers=headers).status_code


def heard(deployed: Deployed, since: float) -> list[Sample]:
    """Return the samples in ingest's log since a moment, with times in seconds from then."""
    emulator: Any = deployed.stack.emulator
    group = f"/storehook/{deployed.info.stack_name}/ingest"
    answer = emulator.client("logs").filter_log_events(logGroupName=group, startTime=int(since * 1000))
    lines = [(event["timestamp"] / 1000 - since, event["message"]) for event in answer["events"]]
    return [sample for at, line in lines if '"_aws"' in line for sample in embedded(line, at)]


def test_a_wrong_client_secret_raises_the_alarm_and_once_it_is_right_all_that_is_sent_again_is_accepted(
    deployed: Deployed, app_secret: AppSecret
) -> None:
    right = app_secret.client.get_secret_value(SecretId=app_secret.name)["SecretString"]
    deliveries = [deployed.delivery("store/customer/created", {"type": "customer", "id": each}) for each in range(5)]
    wrong = [json.dumps(json.loads(right) | {"client_secret": secret * 64}) for secret in "01"]

    app_secret.put(*wrong)
    began = time.time()
    until(lambda: posted(deployed, deliveries[0]) == 401, seconds=90)  # the right one may be remembered for a minute
    assert [posted(deployed, each) for each in deliveries] == [401] * len(deliveries)

    stack = built_template.deployed(**{"AWS::StackName": deployed.info.stack_name})
    alarm = stack["DeliveriesRefusedAlarm"]["Properties"]
    samples = until(lambda: [each for each in heard(deployed, began) if each.metric.name == alarm["MetricName"]])
    first = min(each.at for each in samples)
    assert states(alarm, Samples(samples), int(first / 60) + 5)[-1] == "ALARM"
    assert "client secret in AppSecret is not the app's" in alarm["AlarmDescription"]

    app_secret.put(right)
    for each in deliveries:
        until(lambda each=each: posted(deployed, each) == 200, seconds=20)
        deployed.run(each.id, "log_customer", "completed")
