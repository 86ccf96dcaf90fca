"""`make new`: the project is tested, built and deployed away from the clone, with the packages that it brings along."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from tests.support.bundle import free_port, put
from tests.support.local_aws import local_aws, permissions_checked
from tests.support.own_projects import UV, VERSION, Wheels, copy_of_sources
from tests.support.repository import ROOT
from tests.support.tutorials import Reader

from storehook.webhooks import scopes
from storehook_cli.authoring import new_action, new_project

NAME = "storehook-dev"
"""Name of the stack in samconfig.toml."""


@pytest.fixture(scope="module")
def wheels() -> Generator[Wheels]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", "")
        yield Wheels()


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_of_sources(tmp_path_factory.mktemp("clone"))
    for name in ("Makefile", "uv.lock", "uv.txt"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture(scope="module")
def project(wheels: Wheels, clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new project, and what its Makefile installs for it."""
    folder = tmp_path_factory.mktemp("clean")
    found = folder / "my-app"
    wheels.run("make", "new", f"DIR={found}", f"PYTHON={sys.executable}", cwd=clone)
    shutil.copytree(found, folder / "as-written")
    wheels.run("make", ".venv/ready", f"PYTHON={sys.executable}", cwd=found)
    return found


def copy_of(project: Path, folder: Path) -> Path:
    """The project's own files, as they were written: to change, and keep from others."""
    return shutil.copytree(project.with_name("as-written"), folder)


@pytest.mark.timeout(600)
def test_it_brings_the_packages_of_storehook_and_pins_them_by_hash(project: Path) -> None:
    written = project.with_name("as-written")

    names = {path.name.partition("-")[0] for path in (written / "wheels").iterdir()}
    assert names == {"bigcommerce_sandbox", "storehook", "storehook_core"}
    assert str(project) not in (written / "uv.lock").read_text()
    layer = (written / "from-storehook/layers/core/requirements.txt").read_text()
    assert re.match(rf"storehook-core=={VERSION} \\\n +--hash=sha256:", layer)


@pytest.mark.timeout(600)
@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(("words", "says"), [((), "make new DIR=../my-app"), (("DIR=cli",), "not an empty folder")])
def test_make_new_refuses_to_work_without_an_empty_folder(clone: Path, words: tuple[str, ...], says: str) -> None:
    before = sorted((clone / "cli").iterdir())

    done = subprocess.run(["make", "new", *words], cwd=clone, capture_output=True, text=True, check=False)

    assert (done.returncode, says in done.stderr) == (2, True), done.stderr
    assert sorted((clone / "cli").iterdir()) == before


@pytest.mark.timeout(600)
def test_it_is_sound_and_its_tests_pass(wheels: Wheels, project: Path) -> None:
    said = wheels.run("make", "test", cwd=project)

    assert "No problems found" in said
    assert re.search(r"== [1-9]\d* passed", said)


FILES = ROOT / "cli/storehook_cli/authoring/project_files"
SHOWN = {
    line.partition("  #")[0].strip()
    for name in ("AGENTS.md", "README.md")
    for line in re.findall(r"^\$\$ (.*)$", (FILES / name).read_text(), re.MULTILINE)
}
COMMANDS = [each.removeprefix(".venv/bin/") for each in SHOWN]
HERE = {each for each in COMMANDS if re.match(r"make (setup|test)|storehook (new|check|scopes)", each)}
HERE.remove("make test")  # see the test above


@pytest.mark.timeout(600)
@pytest.mark.parametrize("command", sorted(HERE))
def test_a_command_that_it_shows_works_in_it(wheels: Wheels, project: Path, tmp_path: Path, command: str) -> None:
    mine = copy_of(project, tmp_path / "my-app")
    (mine / ".venv").symlink_to(project / ".venv")

    wheels.run(*shlex.split(command), cwd=mine, PATH=f"{mine / '.venv/bin'}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.timeout(600)
def test_it_knows_its_actions_and_gets_another_with_a_package_of_its_own(wheels: Wheels, project: Path) -> None:
    command = project / ".venv/bin/storehook"
    wheels.run(command, "new", "action", "bill_order", "--scope", "store/order/created", cwd=project)
    put(project / "functions/worker/requirements.txt", "# Packages", "humanize\n# Packages")
    put(project / "functions/worker/actions/bill_order.py", '"""\n\nfrom', '"""\n\nimport humanize as _\nfrom')

    wheels.run("make", "test", f"PYTHON={sys.executable}", cwd=project)
    wanting = json.loads(wheels.run(command, "scopes", "--json", cwd=project))["store/order/created"]
    assert {"bill_order", "sync_order"} <= {*wanting}


ARCHIVE = '''"""Archive an order."""

import boto3
from models.order import Order
from storehook import Context, Fail, Params, Retries, action


@action(webhooks=["store/order/created"], retries=Retries(retry_count=3), lane="long", one_at_a_time=True)
def archive(params: Params, ctx: Context) -> None:
    store = ctx.connections.bigcommerce.current
    order = store.v2.get("/orders/{order_id}", order_id=params.id)
    if order is None:
        raise Fail("It is gone.")
    names = [each["name"] for each in store.v2.list("/orders/{order_id}/products", order_id=params.id)]
    kept = ctx.records(Order).upsert(params.id, customer_message=order["customer_message"])
    if kept.changed("customer_message") and ctx.trigger.final_attempt:
        ctx.logger.info("The last attempt", extra={"run": ctx.run_key, "remaining": ctx.remaining})
    body = f"{ctx.secrets['mailchimp']} {kept.customer_message} {names}"
    boto3.client("s3").put_object(Bucket=ctx.settings.bucket, Key=f"{params['id']}.txt", Body=body.encode())
    if ctx.enqueue("sync_order", {"id": params.id}, delay=60, key=f"order-{params.id}").is_new:
        ctx.call("sync_order", id=params.id)
'''


SCOPES = [*sorted(scopes.known()), "store/channel/7/order/created", "store/channel/7/cart/*"]


@pytest.fixture(scope="module")
def every_action(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with an action for every scope, and one that uses everything."""
    mine = copy_of(project, tmp_path_factory.mktemp("every") / "my-app")
    for number, scope in enumerate(SCOPES):
        new_action.write(mine, f"action_{number}", scope)
    (mine / "functions/worker/actions/archive.py").write_text(ARCHIVE)
    return mine


OURS = [f"--exclude={each}" for each in ("*.md", "archive.py", new_project.FOLDER, *new_project.SHARED)]


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "words",
    [
        ("pyright", "--pythonpath", "{python}"),
        ("ruff", "check", "--isolated", "--no-cache", *OURS),
        ("ruff", "format", "--check", "--isolated", "--no-cache", *OURS),
    ],
    ids=["pyright", "ruff check", "ruff format"],
)
def test_actions_are_as_strict_types_and_the_linters_defaults_want_them(
    wheels: Wheels, project: Path, every_action: Path, words: tuple[str, ...]
) -> None:
    name, *rest = (word.format(python=project / ".venv/bin/python") for word in words)

    wheels.run(UV.with_name(name), *rest, cwd=every_action)


@pytest.mark.timeout(600)
def test_the_tests_of_new_actions_take_the_sample_of_each_scope(
    wheels: Wheels, project: Path, every_action: Path
) -> None:
    pytest_of_it = project / ".venv/bin/pytest"

    said = wheels.run(pytest_of_it, "-q", "tests/actions", "-k", "takes_the_event", cwd=every_action)

    assert f"{len(SCOPES)} passed" in said


TUTORIAL = (ROOT / "docs/tutorials/first-action.md").read_text()
SET_UP = [
    "git clone https://github.com/storehook/storehook && cd storehook",
    "make new DIR=../my-app",  # see `project`
    "cd ../my-app",
]


@pytest.mark.timeout(600)
def test_its_author_follows_the_tutorial_to_the_letter_and_the_deployed_functions_run(
    project: Path, tmp_path: Path
) -> None:
    before, shown, after = TUTORIAL.partition("```console\n" + "".join(f"$ {line}\n" for line in SET_UP) + "```\n")
    assert (shown != "", "```" in before) == (True, False)
    mine = copy_of(project, tmp_path / "my-app")
    (mine / ".venv").symlink_to(project / ".venv")
    ports = {"STOREHOOK_AWS_PORT": str(free_port()), "STOREHOOK_SANDBOX_PORT": str(free_port())}

    with permissions_checked(), local_aws(tmp_path) as aws:
        reader = Reader(mine, os.environ | ports | {"PYTHONPATH": ""}, {"make deploy": aws.credentials})
        try:
            reader.follow(after)
        finally:
            reader.stop()

        cloudformation: Any = aws.client("cloudformation")
        (deployed,) = cloudformation.describe_stacks(StackName=NAME)["Stacks"]
        outputs = {output["OutputKey"]: output["OutputValue"] for output in deployed["Outputs"]}
        answer = aws.client("lambda").invoke(FunctionName=outputs["Timer"], Payload=b"{}")
        assert json.loads(answer["Payload"].read())["woken"] == {}
