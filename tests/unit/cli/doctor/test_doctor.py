"""`storehook doctor`: every check is made, and what cannot be read is told."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.support.storehook_command import MemoryStack, Storehook

from storehook.operations.errors import ReconcilerFailed
from storehook.operations.stack_secrets import LiveSecret
from storehook.registration.record import Registration
from storehook_cli.authoring import new_project
from storehook_cli.commands import doctor
from storehook_cli.doctor.checks import OUTPUTS
from storehook_cli.doctor.facts import DEAD_LETTERS, QUEUES
from storehook_cli.files import written
from storehook_cli.stack.broken_stack import BrokenStack

APP = '{"client_id": "abc", "client_secret": "' + "0a" * 32 + '"}'


@dataclass
class MemoryFacts:
    """A stack in which all is well, but for what a test changes."""

    found: dict[str, Any] = field(default_factory=dict[str, Any])

    def __getattr__(self, name: str) -> Callable[..., Any]:
        well: dict[str, Any] = {
            "broken_stack": None,
            "secret": LiveSecret(APP, 0.0),
            "schedule": ("ENABLED", "rate(15 minutes)"),
            "refused_tokens_schedule": "ENABLED",
            "timer_schedules": {"TimerWake": "ENABLED"},
            "rule": "ENABLED",
            "mappings": ["Enabled"],
            "waiting": 0,
            "concurrency": (1000, 6),
            "rates": (10_000.0, 1_000.0),
            "dead_letters": 0,
            "alarms": [],
            "alarm_subscribers": ["ops@example.com"],
            "skew": 0.0,
            "sdk_is_compiled": True,
            "rolled_back": {},
        }
        answer = (well | self.found)[name]

        def read(*_: str) -> Any:
            if isinstance(answer, Exception):
                raise answer
            return answer

        return read


@pytest.fixture
def facts(monkeypatch: pytest.MonkeyPatch, memory_stack: MemoryStack, tmp_path: Path) -> MemoryFacts:
    found = MemoryFacts()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(doctor, "Facts", lambda _: found)
    memory_stack.outputs = dict.fromkeys(OUTPUTS, "there") | {"Version": version("storehook")}
    memory_stack.add(name="Zoë's")
    memory_stack.registered.save("abc123", Registration(reconciled_at=time.time(), outcome="reconciled"))
    return found


def examined(storehook: Storehook) -> tuple[int, dict[str, str]]:
    """The exit code, and the level of each check."""
    done = storehook("doctor", "--json")
    return done.exit_code, {each["check"]: each["level"] for each in json.loads(done.stdout)}


def test_of_a_stack_that_is_well_every_check_says_so(storehook: Storehook, facts: MemoryFacts) -> None:
    code, levels = examined(storehook)

    assert (code, set(levels.values())) == (0, {"ok"})
    expected = {
        "stack",
        "outputs",
        "version",
        "clock",
        "SDK",
        "code",
        "app secret",
        "hook secret",
        "schedule",
        "refused tokens",
        "timer",
        "stores",
        "deploy rule",
        "alarms",
        "concurrency",
        "capacity",
        "alarm mail",
    }
    expected |= {f"queue of {name}" for name in QUEUES} | {f"dead letters, {lane}" for lane in DEAD_LETTERS}
    assert set(levels) == expected


def test_a_line_says_what_to_do(storehook: Storehook, facts: MemoryFacts) -> None:
    facts.found["dead_letters"] = 7

    done = storehook("doctor")

    assert done.exit_code == 0
    assert "warning  dead letters, long: 7. storehook dlq list --lane long" in done.output.splitlines()


def test_of_a_stack_that_needs_attention_it_says_what_is_left_and_the_commands(
    storehook: Storehook, facts: MemoryFacts
) -> None:
    failures = [("Ingest", "shop-Ingest-X", "the code is gone")]
    facts.found["broken_stack"] = BrokenStack("shop", "UPDATE_ROLLBACK_FAILED", failures, unrolled=["Ingest"])

    done = storehook("doctor")

    lines = done.output.splitlines()
    assert done.exit_code == 1
    assert lines[0].startswith("problem  stack: UPDATE_ROLLBACK_FAILED: a deploy failed, and so did rolling it back")
    assert "Ingest: the code is gone" in lines[0]
    assert "billed as before" in lines[0]
    assert lines[1].strip() == "aws cloudformation continue-update-rollback --stack-name shop"


def test_a_stack_that_cloudformation_works_on_is_a_warning(storehook: Storehook, facts: MemoryFacts) -> None:
    facts.found["broken_stack"] = BrokenStack("shop", "UPDATE_IN_PROGRESS")

    assert examined(storehook)[1]["stack"] == "warning"


def test_where_nobody_is_told_of_an_alarm_it_is_a_warning(storehook: Storehook, facts: MemoryFacts) -> None:
    facts.found["alarm_subscribers"] = []

    assert examined(storehook)[1]["alarm mail"] == "warning"


def test_a_reconciler_of_another_version_does_not_tell_of_the_sdk_which_is_a_warning(
    storehook: Storehook, facts: MemoryFacts
) -> None:
    facts.found["sdk_is_compiled"] = ReconcilerFailed("ContentUnreadable", "This is no task.")

    assert examined(storehook)[1]["SDK"] == "warning"


def test_a_runtime_whose_sdk_is_compiled_at_each_start_is_told_of_and_no_fault(
    storehook: Storehook, facts: MemoryFacts
) -> None:
    facts.found["sdk_is_compiled"] = False

    done = storehook("doctor")

    assert done.exit_code == 0
    assert "SDK: the runtime's SDK has no valid bytecode" in done.output


def test_a_problem_ends_with_code_1(storehook: Storehook, facts: MemoryFacts) -> None:
    facts.found["schedule"] = ("DISABLED", "rate(15 minutes)")

    code, levels = examined(storehook)

    assert (code, levels["schedule"], levels["stores"]) == (1, "problem", "ok")


def test_trouble_comes_first_and_the_worst_before_all(
    storehook: Storehook, memory_stack: MemoryStack, facts: MemoryFacts
) -> None:
    memory_stack.add("paused1", status="paused", reason="Moving house.")
    memory_stack.add("revoked1", status="paused", account="store")
    memory_stack.registered.save("revoked1", Registration(reconciled_at=time.time(), outcome="unauthorized"))

    done = storehook("doctor")

    assert done.exit_code == 1
    problem = "problem  store revoked1: paused, and BigCommerce refuses its token. It is tried every hour. "
    assert done.output.splitlines()[:3] == [
        problem + "Add it again with a new token: storehook stores add revoked1",
        "warning  store paused1: paused: Moving house. storehook stores resume paused1",
        "ok       stack: its last deploy is complete",
    ]
    assert "ok       stores: 1 of 3 have all their webhooks" in done.output.splitlines()


DENIED = ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "DescribeAlarms")


@pytest.mark.parametrize(
    "fact",
    [
        "secret",
        "schedule",
        "refused_tokens_schedule",
        "timer_schedules",
        "rule",
        "mappings",
        "dead_letters",
        "alarms",
        "alarm_subscribers",
        "skew",
        "sdk_is_compiled",
        "rolled_back",
    ],
)
def test_what_may_not_be_read_is_a_warning_and_the_rest_is_examined(
    storehook: Storehook, facts: MemoryFacts, fact: str
) -> None:
    facts.found[fact] = DENIED

    code, levels = examined(storehook)

    assert code == 0
    assert sorted(set(levels.values())) == ["ok", "warning"]
    assert len(levels) == 23


@pytest.mark.parametrize(
    ("accounts", "level"),
    [([], "problem"), (["app"], "problem"), (["store"], "warning"), (["store", "app"], "problem")],
)
def test_the_apps_secret_has_to_be_there_unless_every_store_has_an_account_of_its_own(
    storehook: Storehook, memory_stack: MemoryStack, facts: MemoryFacts, accounts: list[str], level: str
) -> None:
    memory_stack.table.rows.clear()
    for number, account in enumerate(accounts):
        memory_stack.add(f"store{number}", account=account)
    facts.found["secret"] = LiveSecret('{"client_id": "", "client_secret": "generated!"}', 0.0)

    assert examined(storehook)[1]["app secret"] == level


def test_what_is_not_there_is_a_problem(storehook: Storehook, facts: MemoryFacts) -> None:
    facts.found["schedule"] = IndexError()

    assert examined(storehook)[1]["schedule"] == "problem"


def test_a_table_of_stores_that_may_not_be_read_is_a_warning(
    storehook: Storehook, memory_stack: MemoryStack, facts: MemoryFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied() -> None:
        raise DENIED

    monkeypatch.setattr(memory_stack, "stores", denied)

    code, levels = examined(storehook)

    assert (code, levels["stores"], levels["app secret"]) == (0, "warning", "ok")


def test_what_a_store_is_called_cannot_move_the_terminal(
    storehook: Storehook, memory_stack: MemoryStack, facts: MemoryFacts
) -> None:
    memory_stack.add("evil1", status="paused", reason="\x1b]0;owned\x07\nok       store evil1: well")

    output = storehook("doctor").output

    assert ("\x1b" in output, output.count("\nok       store evil1")) == (False, 0)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of an older version."""
    for path, content in new_project.files("my-app"):
        written(tmp_path / path, content)
    pyproject = tmp_path / "pyproject.toml"
    pyproject.write_text(pyproject.read_text().replace(f"=={version('storehook')}", "==0.0.9"))
    return tmp_path


@pytest.mark.usefixtures("facts", "project")
def test_a_project_of_another_version_than_the_commands_is_told(storehook: Storehook) -> None:
    found = {each["check"]: each for each in json.loads(storehook("doctor", "--json").output)}

    assert found["project"]["level"] == "warning"
    assert "pins 0.0.9" in found["project"]["text"]


@pytest.mark.usefixtures("facts")
def test_what_a_projects_actions_may_do_is_shown(storehook: Storehook, project: Path) -> None:
    statements = [
        {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::invoices/*"},
        {"Effect": "Deny", "NotAction": "s3:*", "Resource": {"Ref": "AlarmTopic"}},
    ]
    (project / "functions/worker/permissions.json").write_text(json.dumps({"Statement": statements}))

    found = {each["check"]: each["text"] for each in json.loads(storehook("doctor", "--json").output)}

    assert found["permissions"] == (
        'Allow s3:GetObject, s3:PutObject on arn:aws:s3:::invoices/*; Deny all but s3:* on {"Ref": "AlarmTopic"}'
    )


@pytest.mark.usefixtures("facts")
def test_elsewhere_nothing_is_said_of_a_project(storehook: Storehook) -> None:
    assert "project" not in {each["check"] for each in json.loads(storehook("doctor", "--json").output)}
