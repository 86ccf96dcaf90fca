"""The deployed stack as the end-to-end tests use it: as BigCommerce does, and as an operator does."""

import json
import secrets
import time
from base64 import b64encode
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from standardwebhooks import Webhook

from storehook.aws.items import deserialize, whole_or_float
from storehook.aws.run_items import run_of
from storehook.runs.run import Run
from storehook.webhooks.webhook_key import HEADER, webhook_key
from storehook_cli.authoring.importing import WORKER
from storehook_cli.local.local_stack import LocalStack, StackInfo
from storehook_cli.stack import worker_code
from storehook_cli.stack.deployment import on_this_machine
from storehook_cli.stack.local_packages import LocalPackages

READERS = ("DefaultConsumer", "LongConsumer", "Reconciler")
"""The functions that read queues."""

HIDDEN = 30
"""The visibility timeout of dead letters while a test reads them, in seconds."""


@dataclass
class Delivery:
    """A request as BigCommerce sends it, signed by the independent `standardwebhooks` package."""

    body: bytes
    id: str = field(default_factory=lambda: secrets.token_hex(20))
    timestamp: int = field(default_factory=lambda: int(time.time()))
    secret: str = ""
    store_hash: str = "demostore1"
    key: str = ""

    def headers(self) -> dict[str, str]:
        """Return the signed headers."""
        signer = Webhook(b64encode(self.secret.encode()).decode())
        at = datetime.fromtimestamp(self.timestamp, UTC)
        return {
            "content-type": "application/json",
            "webhook-id": self.id,
            "webhook-timestamp": str(self.timestamp),
            "webhook-signature": signer.sign(self.id, at, self.body.decode("latin-1")),
            **({HEADER: self.key} if self.key else {}),
        }


class Deployed:
    """The deployed stack, from outside."""

    def __init__(self, stack: LocalStack) -> None:
        self.stack = stack
        self.info: StackInfo = stack.info
        self.http = httpx.Client(timeout=120, limits=httpx.Limits(max_connections=100))

    def delivery(
        self,
        scope: str,
        data: object,
        event_id: str | None = None,
        store_hash: str = "",
        secret: str = "",
        created_at: int | None = None,
    ) -> Delivery:
        """Make a genuine delivery, by default for the demo store and signed by the app.

        The event happened now, unless `created_at` says otherwise in unix seconds.
        """
        event_id, store_hash = event_id or secrets.token_hex(20), store_hash or self.info.store_hash
        envelope = {
            "producer": f"stores/{store_hash}",
            "hash": event_id,
            "created_at": int(time.time()) if created_at is None else created_at,
            "store_id": "1003502318",
            "scope": scope,
            "data": data,
        }
        body = json.dumps(envelope, separators=(",", ":")).encode()
        return Delivery(body, event_id, secret=secret or self.info.client_secret, store_hash=store_hash)

    def key(self) -> str:
        """The hook key of the demo store's webhooks."""
        secret = self.stack.emulator.client("secretsmanager").get_secret_value(SecretId=self.info.outputs["HookSecret"])
        return webhook_key(secret["SecretString"], self.info.store_hash)

    def url(self, store_hash: str = "") -> str:
        """Return the destination of a store's webhooks."""
        return self.info.webhook_url.replace("{store_hash}", store_hash or self.info.store_hash)

    def post(self, delivery: Delivery) -> int:
        """Send a delivery, and return the status of the answer."""
        return self.http.post(
            self.url(delivery.store_hash), content=delivery.body, headers=delivery.headers()
        ).status_code

    def deliver(self, delivery: Delivery) -> None:
        """Send a delivery as BigCommerce does, and fail unless the answer is 200.

        It is sent again after a 503, which many cold starts at once on few cores can cause.
        """
        answers: list[int] = []
        until(lambda: answers.append(self.post(delivery)) or answers[-1] != 503)
        assert answers[-1] == 200

    def runs(self, event_id: str, store_hash: str = "") -> dict[str, dict[str, Any]]:
        """Return the rows of an event's runs, by action."""
        answer = self.stack.emulator.client("dynamodb").query(
            TableName=self.info.outputs["Runs"],
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": f"{store_hash or self.info.store_hash}#{event_id}"}},
            ConsistentRead=True,
        )
        rows = [deserialize(row, whole_or_float) for row in answer["Items"]]
        return {row["sk"]: row | _summary(run_of(row)) for row in rows}

    def run(self, event_id: str, action: str, state: str, seconds: float = 60) -> dict[str, Any]:
        """Wait until a run is in a state, and return its row. A failure says what was found instead."""
        found: dict[str, Any] = {}

        def look() -> bool:
            found.update(self.runs(event_id).get(action, {}))
            return found.get("state") == state

        try:
            until(look, seconds)
        except AssertionError as late:
            late.add_note(f"waiting: {self.waiting()}, dead letters: {len(self.dead_letters())}, run: {found}")
            raise
        return found

    def dead_letters(self, lane: str = "Default") -> list[dict[str, Any]]:
        """Return all dead letters of a lane. They are hidden while they are read, and visible again afterwards."""
        sqs: Any = self.stack.emulator.client("sqs")
        queue = {"QueueUrl": self.info.outputs[f"{lane}DeadLetterQueue"]}
        receive = {**queue, "MessageAttributeNames": ["All"], "MaxNumberOfMessages": 10, "VisibilityTimeout": HIDDEN}
        messages: list[Any] = []
        while received := sqs.receive_message(**receive).get("Messages"):
            messages += received
        for message in messages:
            sqs.change_message_visibility(**queue, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
        return [_letter(message) for message in messages]

    def waiting(self, lane: str = "Default", *, delayed: bool = False) -> int:
        """Return the number of messages in a lane's queue that are visible or in flight, and the delayed ones if asked.

        Other tests leave retries behind that are delayed for minutes.
        """
        return self._messages(lane, "", "NotVisible", *["Delayed"] * delayed)

    def in_flight(self) -> int:
        """Return the number of messages that have been read, and are neither acknowledged nor visible again."""
        return sum(self._messages(queue, "NotVisible") for queue in ("Default", "Long", "Reconcile"))

    def _messages(self, queue: str, *states: str) -> int:
        names: Any = [f"ApproximateNumberOfMessages{state}" for state in states]
        answer = self.stack.emulator.client("sqs").get_queue_attributes(
            QueueUrl=self.info.outputs[f"{queue}Queue"], AttributeNames=names
        )
        return sum(int(answer["Attributes"][name]) for name in names)

    def read_queues(self, *functions: str, reads: bool) -> None:
        """Turn the functions' reading of their queues on or off."""
        client: Any = self.stack.emulator.client("lambda")
        outputs = self.stack.outputs()
        for source in client.list_event_source_mappings()["EventSourceMappings"]:
            if any(outputs[function] in source["FunctionArn"] for function in functions):
                client.update_event_source_mapping(UUID=source["UUID"], Enabled=reads)

    def deploy(self) -> None:
        """Build and deploy the bundle as it is now. Messages wait meanwhile.

        The local AWS kills what a function works on when it is updated. Lambda lets it finish.
        """
        with self.unread_queues():
            until(lambda: self.in_flight() == 0, seconds=400)
            self.stack.deploy()

    @contextmanager
    def unread_queues(self) -> Generator[None]:
        """Turn the reading of all queues off while the block runs, and on again even if the block fails."""
        self.read_queues(*READERS, reads=False)
        try:
            yield
        finally:
            self.read_queues(*READERS, reads=True)

    def replace_worker(self) -> None:
        """Replace the code of functions/worker alone, as an edit does during `storehook run`."""
        state, folder = self.stack.state, self.stack.project / WORKER
        worker_code.replace_code(on_this_machine(state), folder, LocalPackages(folder / "requirements.txt", state))


def _letter(message: dict[str, Any]) -> dict[str, Any]:
    envelope = {name: value["StringValue"] for name, value in message.get("MessageAttributes", {}).items()}
    return json.loads(message["Body"]) | {"envelope": envelope}


def _summary(run: Run) -> dict[str, Any]:
    """Return a row in fewer words."""
    lists = {name: [asdict(entry) for entry in getattr(run, name)] for name in ("attempts", "enqueued")}
    return {**lists, "event_id": run.key.event_id, "action": run.key.action}


def until[T](look: Callable[[], T | bool | None], seconds: float = 60) -> T:
    """Poll until a value is there, and return it. Fail after a deadline.

    Each look costs this process and the local AWS about 10 ms of CPU, so a long wait looks twice a second.
    """
    start = time.monotonic()
    while (waited := time.monotonic() - start) < seconds:
        if value := look():
            return value  # type: ignore[return-value]
        time.sleep(min(max(0.1, waited / 10), 0.5))
    raise AssertionError(f"not seen within {seconds} s")
