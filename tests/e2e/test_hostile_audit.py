"""Hostile acts against the audit log. None acts without an entry, and none hides one.

IAM is enforced here, with the policies of docs/operators.yaml and of the table. After each act, the entry of an earlier
operation is still listed. At most, it is listed as forged.
"""

import json
import secrets
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from tests.support.console_api import ConsoleApi
from tests.support.deployed import Deployed
from tests.support.operators import administrator, client, operator_policies, user_with
from tests.support.permissions import without
from tests.support.role_sessions import role_session, roles

from storehook.aws.audit_log import DynamoAuditLog
from storehook.operations.audit import AuditEntry
from storehook_cli.stack import deploy_note
from storehook_cli.stack.sam_config import SamConfig

FORBIDDEN = ("AccessDenied", "AccessDeniedException")


@dataclass
class Scene:
    """A stack, its operators, and an entry that somebody would like to be without."""

    deployed: Deployed
    policies: dict[str, str]

    @cached_property
    def table(self) -> str:
        return self.deployed.info.outputs["Audit"]

    @cached_property
    def log(self) -> DynamoAuditLog:
        return DynamoAuditLog(administrator(self.deployed, "dynamodb"), self.table)

    @cached_property
    def reader(self) -> Credentials:
        return user_with(self.deployed, self.policies["ConsoleReader"])

    @cached_property
    def operator(self) -> Credentials:
        return user_with(self.deployed, self.policies["ConsoleOperator"])

    @cached_property
    def roller(self) -> Credentials:
        return user_with(self.deployed, self.policies["Rollback"])

    @cached_property
    def chief(self) -> Credentials:
        return user_with(self.deployed, "arn:aws:iam::aws:policy/AdministratorAccess")

    @property
    def api(self) -> ConsoleApi:
        """The console's API, as an operator."""
        return ConsoleApi(self.deployed, self.operator)

    def act(self) -> dict[str, Any]:
        """Let an operator act, and return the row of its entry."""
        reason = secrets.token_hex(8)
        self.api.post("actions/none/pause", reason=reason)
        self.api.post("actions/none/resume")
        rows = administrator(self.deployed, "dynamodb").scan(TableName=self.table, ConsistentRead=True)["Items"]
        (row,) = [row for row in rows if row.get("detail", {}).get("S") == reason]
        return row

    def entries(self) -> list[AuditEntry]:
        """Return all entries, page by page."""
        found, place = self.log.latest(20)
        every = [*found]
        while place:
            found, place = self.log.latest(20, place)
            every.extend(found)
        return every

    def is_held(self, name: str) -> bool:
        """Return whether an action is paused."""
        return f'"{name}"' in json.dumps(ConsoleApi(self.deployed).get("pauses"))

    def role(self, name: str) -> Any:
        return role_session(self.deployed.stack, roles(self.deployed.stack)[name])

    def dynamodb(self, session: Any) -> Any:
        return session.client("dynamodb", endpoint_url=self.deployed.info.aws_endpoint_url)


@pytest.fixture(scope="module")
def scene(deployed: Deployed) -> Generator[Scene]:
    with operator_policies(deployed) as policies:
        yield Scene(deployed, policies)


def key(row: dict[str, Any]) -> dict[str, Any]:
    return {"pk": row["pk"], "sk": row["sk"]}


def refused(call: Callable[..., object], **arguments: object) -> None:
    """Expect IAM to refuse a call."""
    with pytest.raises(ClientError) as found:
        call(**arguments)
    assert found.value.response.get("Error", {}).get("Code") in FORBIDDEN


def change(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "Key": key(row),
        "UpdateExpression": "SET detail = :text",
        "ExpressionAttributeValues": {":text": {"S": "nothing"}},
    }


def as_role(name: str, call: str) -> Callable[[Scene, dict[str, Any]], None]:
    """Return an act of a function's code."""

    def act(scene: Scene, row: dict[str, Any]) -> None:
        arguments: dict[str, dict[str, Any]] = {
            "delete_item": {"Key": key(row)},
            "update_item": change(row),
            "put_item": {"Item": row | {"detail": {"S": "nothing"}}},
        }
        with scene.role(name) as session:
            refused(getattr(scene.dynamodb(session), call), TableName=scene.table, **arguments[call])

    return act


def as_user(name: str, call: str) -> Callable[[Scene, dict[str, Any]], None]:
    """Return an act of a person with AWS's own tools."""

    def act(scene: Scene, row: dict[str, Any]) -> None:
        dynamodb = client(scene.deployed, "dynamodb", getattr(scene, name))
        arguments: dict[str, dict[str, Any]] = {
            "delete_item": {"TableName": scene.table, "Key": key(row)},
            "update_item": {"TableName": scene.table, **change(row)},
            "put_item": {"TableName": scene.table, "Item": row | {"detail": {"S": "nothing"}}},
            "batch_write_item": {"RequestItems": {scene.table: [{"DeleteRequest": {"Key": key(row)}}]}},
            "transact_write_items": {"TransactItems": [{"Delete": {"TableName": scene.table, "Key": key(row)}}]},
        }
        refused(getattr(dynamodb, call), **arguments[call])

    return act


def replace_it(scene: Scene, row: dict[str, Any]) -> None:
    """A person who rolls deploys back may put items: the entry is replaced, and shows it."""
    client(scene.deployed, "dynamodb", scene.roller).put_item(
        TableName=scene.table, Item=row | {"detail": {"S": "nothing"}}
    )


def let_it_expire(scene: Scene, row: dict[str, Any]) -> None:
    """Nothing expires in this table."""
    client(scene.deployed, "dynamodb", scene.roller).put_item(
        TableName=scene.table, Item=row | {"expires_at": {"N": "1"}}
    )
    answer = administrator(scene.deployed, "dynamodb").describe_time_to_live(TableName=scene.table)
    assert answer["TimeToLiveDescription"]["TimeToLiveStatus"] == "DISABLED"


def date_it_back(scene: Scene, row: dict[str, Any]) -> None:
    """An entry of another time, with the hash of this one, shows as forged."""
    item = row | {"sk": {"S": f"1000000000.000000-{row['sk']['S'].partition('-')[2]}"}, "at": {"N": "1000000000"}}
    client(scene.deployed, "dynamodb", scene.roller).put_item(TableName=scene.table, Item=item)

    assert [entry.operation for entry in scene.entries() if entry.at == 1_000_000_000.0] == ["forged entry"]


def bury_it(scene: Scene, row: dict[str, Any]) -> None:
    """Rows that aren't entries don't end the list."""
    dynamodb = client(scene.deployed, "dynamodb", scene.roller)
    for number in range(30):
        dynamodb.put_item(TableName=scene.table, Item={"pk": row["pk"], "sk": {"S": f"~{number:03}"}})


def drown_it(scene: Scene, _row: dict[str, Any]) -> None:
    for _ in range(25):
        scene.api.post("actions/none/resume")


def name_another_caller(scene: Scene, _row: dict[str, Any]) -> None:
    """Only API Gateway says who has signed."""
    zoe = "arn:aws:iam::000000000000:user/zoe"
    headers = {"x-amzn-caller": zoe, "x-amz-user-arn": zoe, "x-forwarded-user": zoe, "authorizer": zoe}
    reason = secrets.token_hex(8)
    ConsoleApi(scene.deployed, scene.operator, headers).post("actions/none/pause", reason=reason)

    (entry,) = [entry for entry in scene.entries() if entry.detail == reason]
    assert ":user/operator-" in entry.by


def name_another_caller_in_the_body(scene: Scene, _row: dict[str, Any]) -> None:
    before = len(scene.entries())
    body = {"reason": "x", "by": "arn:aws:iam::000000000000:user/zoe"}

    assert scene.api.send("POST", "actions/none/pause", {}, body).status_code == 422
    assert len(scene.entries()) == before


def sign_nothing(scene: Scene, _row: dict[str, Any]) -> None:
    answer = ConsoleApi(scene.deployed, None).send("POST", "actions/unsigned/pause", {}, {"reason": "x"})

    assert answer.status_code == 403
    assert not scene.is_held("unsigned")


def sign_with_a_wrong_key(scene: Scene, _row: dict[str, Any]) -> None:
    wrong = Credentials(scene.operator.access_key, "x" * 40)
    answer = ConsoleApi(scene.deployed, wrong).send("POST", "actions/unsigned/pause", {}, {"reason": "x"})

    assert answer.status_code == 403
    assert not scene.is_held("unsigned")


def call_the_function_without_a_caller(scene: Scene, _row: dict[str, Any]) -> None:
    """As if the route asked for no signature."""
    path = "/console/api/actions/nobodys/pause"
    event = {
        "version": "2.0",
        "routeKey": "POST /console/{proxy+}",
        "rawPath": path,
        "headers": {"content-type": "application/json"},
        "pathParameters": {"proxy": "api/actions/nobodys/pause"},
        "requestContext": {"stage": "$default", "http": {"method": "POST", "path": path}},
        "body": '{"reason": "x"}',
        "isBase64Encoded": False,
    }
    lambda_ = administrator(scene.deployed, "lambda")
    answer = lambda_.invoke(FunctionName=scene.deployed.info.outputs["Console"], Payload=json.dumps(event))

    assert json.loads(answer["Payload"].read())["statusCode"] == 403
    assert not scene.is_held("nobodys")


def call_the_functions_past_the_console(scene: Scene, _row: dict[str, Any]) -> None:
    for name in ("Console", "Reconciler", "Timer"):
        lambda_ = client(scene.deployed, "lambda", scene.operator)
        refused(lambda_.invoke, FunctionName=scene.deployed.info.outputs[name], Payload=b"{}")


def edit_the_queues(scene: Scene, _row: dict[str, Any]) -> None:
    """A retry past the console would have no entry."""
    sqs, outputs = client(scene.deployed, "sqs", scene.operator), scene.deployed.info.outputs
    refused(sqs.send_message, QueueUrl=outputs["DefaultQueue"], MessageBody="{}")
    refused(sqs.receive_message, QueueUrl=outputs["DefaultDeadLetterQueue"])
    refused(sqs.purge_queue, QueueUrl=outputs["DefaultDeadLetterQueue"])


def edit_the_runs(scene: Scene, _row: dict[str, Any]) -> None:
    for user in (scene.operator, scene.roller):
        dynamodb = client(scene.deployed, "dynamodb", user)
        item = {"pk": {"S": "abc#1"}, "sk": {"S": "sync"}}
        refused(dynamodb.put_item, TableName=scene.deployed.info.outputs["Runs"], Item=item)
        refused(dynamodb.scan, TableName=scene.deployed.info.outputs["Runs"])


def hide_a_run_behind_long_names(scene: Scene, _row: dict[str, Any]) -> None:
    """Entries were cut off once, and the runs at the end of a list were in none."""
    run = failed_run(scene, 61)
    name = {"store_hash": run["store_hash"], "event_id": run["event_id"], "action": run["action"]}
    long = name | {"event_id": "n" * 500}
    before = len(scene.entries())

    assert scene.api.send("POST", "cancel", {}, {"runs": [long, name]}).status_code == 404
    assert scene.api.send("POST", "retry", {}, {"runs": [long, name]}).status_code == 404
    assert len(scene.entries()) == before


def retry_by_a_filter(scene: Scene, _row: dict[str, Any]) -> None:
    """The entry names the runs, not only the filter."""
    run = failed_run(scene, 62)
    scene.api.post("retry", filter={"state": "failed", "action": "shelve"})

    named = " ".join(f"{entry.subject} {entry.detail}" for entry in scene.entries() if entry.operation == "retry runs")
    assert f"{run['store_hash']}/{run['event_id']}/shelve" in named


def read_a_payload(scene: Scene, _row: dict[str, Any]) -> None:
    run = failed_run(scene, 63)
    name = {"store": run["store_hash"], "event": run["event_id"], "action": run["action"]}
    reader = ConsoleApi(scene.deployed, scene.reader)
    assert run["event_id"] in reader.get("run", **name)["payload"]

    subject = f"{run['store_hash']}/{run['event_id']}/{run['action']}"
    assert ("read payload", subject) in [(entry.operation, entry.subject) for entry in scene.entries()]


def read_while_the_log_is_away(scene: Scene, _row: dict[str, Any]) -> None:
    run = failed_run(scene, 64)
    name = {"store": run["store_hash"], "event": run["event_id"], "action": run["action"]}
    with without(scene.deployed, "Console", ["dynamodb:PutItem", "dynamodb:Query"]):
        answer = ConsoleApi(scene.deployed, scene.reader).send("GET", "run", name)

    assert (answer.status_code, run["event_id"] in answer.text) == (500, False)


def act_while_the_log_is_away(scene: Scene, _row: dict[str, Any]) -> None:
    with without(scene.deployed, "Console", ["dynamodb:PutItem", "dynamodb:Query"]):
        answer = scene.api.send("POST", "actions/unlogged/pause", {}, {"reason": "x"})

    assert answer.status_code == 500
    assert not scene.is_held("unlogged")


def die_in_the_middle(scene: Scene, _row: dict[str, Any]) -> None:
    """An act that fails after its entry is on record."""
    reason, store = secrets.token_hex(8), scene.deployed.info.store_hash
    with without(scene.deployed, "Console", ["dynamodb:GetItem", "dynamodb:UpdateItem"]):
        answer = scene.api.send("POST", f"stores/{store}/pause", {}, {"reason": reason})

    assert answer.status_code == 500
    assert [entry.subject for entry in scene.entries() if entry.detail == reason] == [f"store/{store}"]


def act_as_a_reader(scene: Scene, _row: dict[str, Any]) -> None:
    answer = ConsoleApi(scene.deployed, scene.reader).send("POST", "actions/read/pause", {}, {"reason": "x"})

    assert answer.status_code == 403
    assert not scene.is_held("read")


def record_a_deploy_of_another(scene: Scene, _row: dict[str, Any]) -> None:
    """The console takes the deployer's name from the signature."""
    text = secrets.token_hex(8)
    scene.api.post("deploys", detail=text)
    body = {"detail": text, "by": "arn:aws:iam::000000000000:user/zoe"}

    assert scene.api.send("POST", "deploys", {}, body).status_code == 422
    assert [":user/operator-" in entry.by for entry in scene.entries() if entry.detail == text] == [True]


ACTS: dict[str, Callable[[Scene, dict[str, Any]], None]] = {
    "an action deletes the entry": as_role("DefaultConsumerRole", "delete_item"),
    "an action changes the entry": as_role("DefaultConsumerRole", "update_item"),
    "an action replaces the entry": as_role("LongConsumerRole", "put_item"),
    "the timer deletes the entry": as_role("TimerRole", "delete_item"),
    "the console deletes the entry": as_role("ConsoleRole", "delete_item"),
    "the console changes the entry": as_role("ConsoleRole", "update_item"),
    "an operator replaces the entry": as_user("operator", "put_item"),
    "a reader deletes the entry": as_user("reader", "delete_item"),
    "a person who rolls back deletes the entry": as_user("roller", "delete_item"),
    "a person who rolls back deletes it in a batch": as_user("roller", "batch_write_item"),
    "an administrator deletes the entry": as_user("chief", "delete_item"),
    "an administrator changes the entry": as_user("chief", "update_item"),
    "an administrator deletes it in a transaction": as_user("chief", "transact_write_items"),
    "a person who rolls back replaces the entry": replace_it,
    "a person who rolls back lets the entry expire": let_it_expire,
    "a person who rolls back dates an entry back": date_it_back,
    "a person who rolls back buries the entry": bury_it,
    "an operator drowns the entry": drown_it,
    "an operator names another caller in headers": name_another_caller,
    "an operator names another caller in the body": name_another_caller_in_the_body,
    "nobody acts": sign_nothing,
    "somebody with a wrong key acts": sign_with_a_wrong_key,
    "the function is called without a caller": call_the_function_without_a_caller,
    "an operator calls functions past the console": call_the_functions_past_the_console,
    "an operator edits the queues": edit_the_queues,
    "an operator edits the runs": edit_the_runs,
    "an operator hides a run behind long names": hide_a_run_behind_long_names,
    "an operator retries by a filter": retry_by_a_filter,
    "a reader reads a payload": read_a_payload,
    "a reader reads a payload while the log is away": read_while_the_log_is_away,
    "an operator acts while the log is away": act_while_the_log_is_away,
    "the console dies in the middle": die_in_the_middle,
    "a reader acts": act_as_a_reader,
    "an operator records the deploy of another": record_a_deploy_of_another,
}


@pytest.mark.parametrize("act", ACTS)
def test_none_acts_without_an_entry_and_none_hides_one(scene: Scene, act: str) -> None:
    row = scene.act()

    ACTS[act](scene, row)

    reason, place = row["detail"]["S"], row["sk"]["S"]
    found = [entry for entry in scene.entries() if entry.detail == reason or entry.subject == place]
    operation = "forged entry" if ACTS[act] is replace_it else "pause"
    assert [entry.operation for entry in found] == [operation]


def test_a_deploy_is_recorded_in_the_name_of_the_deployer(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    text, stack = secrets.token_hex(8), scene.deployed.stack.deployment()
    monkeypatch.setattr(deploy_note, "on_aws", lambda *_: stack)

    assert deploy_note.note(SamConfig("shop", None), text) == ""
    assert [(entry.operation, entry.subject) for entry in scene.entries() if entry.detail == text] == [
        ("deploy", "stack")
    ]


def failed_run(scene: Scene, category: int) -> dict[str, Any]:
    """Return a run that has failed for good. Another test mends `sort_category`, but nobody mends this action."""
    delivery = scene.deployed.delivery("store/category/deleted", {"type": "category", "id": category})
    scene.deployed.deliver(delivery)
    return scene.deployed.run(delivery.id, "shelve", "failed")
