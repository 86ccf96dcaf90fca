"""An action uses a secret that the command has set; nothing shows it, and none of another stack can be read."""

import hashlib
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest
from tests.support.deployed import Deployed, until
from typer.testing import CliRunner

from storehook_cli.local.local_stack import STACK_NAME
from storehook_cli.main import cli
from storehook_cli.stack.deployment import Deployment


@pytest.fixture
def storehook(deployed: Deployed) -> Callable[..., str]:
    """Runs a command on the stack, and gives what it prints."""
    info = deployed.info
    session = boto3.Session("test", "test", region_name=info.region)
    deployment = Deployment(info.outputs, session, info.aws_endpoint_url, info.client_secret, info.stack_name)

    def run(*words: str, **more: Any) -> str:
        done = CliRunner().invoke(cli, words, obj=lambda _: deployment, **more)
        assert done.exit_code == 0, done.output
        return done.output

    return run


def test_a_run_waits_for_its_secret_to_be_set_then_uses_it_and_shows_it_nowhere(
    deployed: Deployed, storehook: Callable[..., str], tmp_path: Path
) -> None:
    name, canary, file = f"key-{secrets.token_hex(4)}", f"canary-{secrets.token_hex(16)}", tmp_path / "used"
    delivery = deployed.delivery("store/subscriber/updated", {"id": 7, "secret": name, "file": str(file)})
    deployed.deliver(delivery)
    waiting = until(lambda: (row := deployed.runs(delivery.id).get("use_secret")) and row["attempts"] and row)
    failures = [attempt["failure"] for attempt in waiting["attempts"] if attempt["failure"]]
    assert {each["error_type"] for each in failures} <= {"SecretMissing"}

    printed = storehook("secrets", "set", name, input=canary) + storehook("secrets", "list", "--json")
    printed += storehook("audit", "--json")
    row = deployed.run(delivery.id, "use_secret", "completed")

    assert file.read_text() == hashlib.sha256(canary.encode()).hexdigest()
    assert f"secret/{name}" in printed
    assert canary not in printed + str(row) + logged(deployed)


def logged(deployed: Deployed) -> str:
    """All that the stack's functions have logged lately."""
    logs: Any = deployed.stack.emulator.client("logs")  # type: ignore[call-overload]
    groups = logs.describe_log_groups(logGroupNamePrefix=f"/storehook/{STACK_NAME}/")["logGroups"]
    pages = (logs.filter_log_events(logGroupName=group["logGroupName"])["events"] for group in groups)
    return str([*pages])


def test_a_secret_of_another_stack_cannot_be_read(deployed: Deployed, tmp_path: Path) -> None:
    emulator: Any = deployed.stack.emulator
    another = f"/storehook/{STACK_NAME}-2/secrets/mailchimp"
    emulator.client("ssm").put_parameter(Name=another, Value="canary", Type="SecureString", Overwrite=True)
    file = tmp_path / "refused"

    deployed.deliver(deployed.delivery("store/subscriber/deleted", {"id": 7, "parameter": another, "file": str(file)}))

    assert until(lambda: file.is_file() and file.read_text()) == "AccessDeniedException"
