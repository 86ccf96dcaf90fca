"""An action with a secret, a setting, a bucket and a package of its own: its author touches functions/worker alone, and
AWS lets it do what it says, and no more.
"""

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from tests.support.bundle import free_port
from tests.support.deployed import Deployed
from tests.support.own_projects import VERSION, Wheels, copy_of_sources, wheels_of

from storehook_cli.local.local_stack import LocalStack
from storehook_cli.views.progress import QuietProgressPrinter

pytestmark = pytest.mark.timeout(600)

BUCKET = "mugs-invoices"

ACTION = '''"""Put an order's invoice where the accountants look."""

import boto3
from inflection import parameterize

from storehook import Context, Params, action


@action(webhooks=["store/order/statusUpdated"], retries=0)
def file_invoice(params: Params, ctx: Context) -> None:
    key = f"{params.folder}/{parameterize(params.title)}.txt"
    body = f"{ctx.secrets['erp'][:6]} for {ctx.settings.company}"
    boto3.client("s3").put_object(Bucket=ctx.settings.bucket, Key=key, Body=body)
'''

SETTINGS = f'''from pydantic import BaseModel


class Settings(BaseModel):
    company: str
    bucket: str = "{BUCKET}"
'''

PERMISSIONS = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{BUCKET}/invoices/*"},
    ],
}

WORKER = "functions/worker"

FILES = {
    f"{WORKER}/actions/file_invoice.py": ACTION,
    f"{WORKER}/settings.py": SETTINGS,
    f"{WORKER}/settings.toml": '[default]\ncompany = "Mugs Ltd"\n',
    f"{WORKER}/permissions.json": json.dumps(PERMISSIONS),
    f"{WORKER}/requirements.txt": "inflection==0.5.1\n",
}


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Generator[Wheels]:
    sources = copy_of_sources(tmp_path_factory.mktemp("sources"))
    with wheels_of([sources], tmp_path_factory.mktemp("wheels")) as found:
        yield found


@pytest.fixture(scope="module")
def project(wheels: Wheels, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mine")
    wheels.run(wheels.command(folder, VERSION), "new", "my-app", cwd=folder)
    for path, text in FILES.items():
        (folder / "my-app" / path).write_text(text)
    return folder / "my-app"


@pytest.fixture(scope="module")
def deployed(wheels: Wheels, project: Path) -> Generator[Deployed]:
    """The project in a local AWS, with the bucket, and the secret as the command sets it."""
    ports = {"aws_port": free_port(), "sandbox_port": 0}
    with LocalStack(project, project / ".local", **ports, progress=QuietProgressPrinter()) as up:
        s3: Any = up.emulator.client("s3")  # type: ignore[call-overload]
        s3.create_bucket(Bucket=BUCKET)
        command = project.parent / VERSION / "bin" / "storehook"
        wheels.run(command, "secrets", "set", "erp", "--local", cwd=project, typed="canary-of-the-erp")
        found = Deployed(up)
        yield found
        found.http.close()


def send(deployed: Deployed, folder: str) -> str:
    delivery = deployed.delivery("store/order/statusUpdated", {"id": 7, "folder": folder, "title": "Mug, no. 7"})
    deployed.deliver(delivery)
    return delivery.id


def test_it_does_what_it_is_for(deployed: Deployed) -> None:
    deployed.run(send(deployed, "invoices"), "file_invoice", "completed")

    s3: Any = deployed.stack.emulator.client("s3")  # type: ignore[call-overload]
    found = s3.get_object(Bucket=BUCKET, Key="invoices/mug-no-7.txt")["Body"].read()
    assert found == b"canary for Mugs Ltd"


def test_it_may_write_nowhere_else(deployed: Deployed) -> None:
    row = deployed.run(send(deployed, "elsewhere"), "file_invoice", "failed")

    assert "AccessDenied" in str(row["attempts"][-1]["failure"])
    assert "canary" not in json.dumps(row, default=str)


def test_its_author_has_touched_files_of_the_worker_alone(wheels: Wheels, project: Path) -> None:
    fresh = project.parent / "fresh"
    fresh.mkdir()
    wheels.run(project.parent / VERSION / "bin/storehook", "new", "my-app", "--no-lock", cwd=fresh)
    before = {str(path.relative_to(fresh / "my-app")): path.read_bytes() for path in fresh.rglob("*") if path.is_file()}

    touched = {path for path, content in before.items() if (project / path).read_bytes() != content}

    assert touched <= {*FILES}
