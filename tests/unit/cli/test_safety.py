"""`storehook check`: what must stay so in a template, and is said with its reason where it does not."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.support.repository import ROOT
from tests.support.storehook_command import Storehook

from storehook_cli.authoring import project, template
from storehook_cli.authoring.permissions import FILE as PERMISSIONS
from storehook_cli.authoring.safety import weaknesses

type Edit = Callable[[dict[str, Any]], object]


def shipped() -> template.Template:
    return template.read(ROOT)


def properties(found: template.Template, name: str) -> dict[str, Any]:
    return found["Resources"][name]["Properties"]


def add_policy(statement: dict[str, Any]) -> dict[str, Any]:
    return {"Policies": [{"PolicyName": "more", "PolicyDocument": {"Statement": [statement]}}]}


def test_the_template_as_shipped_has_no_weakness() -> None:
    assert [*weaknesses(shipped())] == []


EVERYTHING = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}

WEAKENED: dict[str, tuple[str, dict[str, Any], str]] = {
    "seen again too early": ("DefaultQueue", {"VisibilityTimeout": 359}, "Set its VisibilityTimeout to 360 or more"),
    "slower function": ("LongConsumer", {"Timeout": 901}, "while LongConsumer may still handle it for 901 s"),
    "no dead letters": ("LongQueue", {"RedrivePolicy": {}}, "LongQueue: a message that cannot be handled returns"),
    "dead letters kept for a day": ("LongDeadLetterQueue", {"MessageRetentionPeriod": 86_400}, "to that of LongQueue"),
    "unencrypted": ("DefaultDeadLetterQueue", {"SqsManagedSseEnabled": False}, "Set SqsManagedSseEnabled: true"),
    "role": ("IngestRole", add_policy(EVERYTHING), "IngestRole allows s3:* on everything"),
    "function": ("Ingest", {"Policies": [{"Statement": EVERYTHING}]}, "Ingest allows s3:* on everything"),
    "anybody": ("ActRoute", {"AuthorizationType": "NONE"}, "ActRoute: anyone could operate your stores"),
}


@pytest.mark.parametrize("case", WEAKENED)
def test_a_weakness_is_told_with_its_place_and_remedy_and_nothing_else_is(case: str) -> None:
    name, change, said = WEAKENED[case]
    found = shipped()
    properties(found, name).update(change)

    (weakness,) = weaknesses(found)

    assert said in weakness


def test_a_batch_that_fails_as_a_whole_is_told() -> None:
    found = shipped()
    (event,) = template.queue_events(properties(found, "DefaultConsumer"))
    del event["FunctionResponseTypes"]

    (weakness,) = weaknesses(found)

    assert weakness.startswith("DefaultConsumer: one failed message returns its whole batch to the queue.")


def test_a_queue_and_a_function_of_ones_own_are_held_to_the_same() -> None:
    found = shipped()
    source = {"Type": "SQS", "Properties": {"Queue": {"GetAtt": "Mine.Arn"}}}
    found["Resources"] |= {
        "Mine": {"Type": "AWS::SQS::Queue"},
        "Worker": {"Type": "AWS::Serverless::Function", "Properties": {"Timeout": 10, "Events": {"Mine": source}}},
    }

    assert sorted(each.partition(":")[0] for each in weaknesses(found)) == ["Mine", "Mine", "Mine", "Worker"]


@pytest.fixture
def folder(tmp_path: Path, imported_anew: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with the template as shipped, and no actions."""
    (tmp_path / project.ACTIONS).mkdir(parents=True)
    (tmp_path / project.ACTIONS / "__init__.py").touch()
    (tmp_path / template.FILE).write_text((ROOT / template.FILE).read_text())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_a_sound_project_is_said_to_be(storehook: Storehook) -> None:
    done = storehook("check")

    assert (done.exit_code, done.output) == (
        0,
        "No problems found in 0 actions, settings, permissions and template.yaml.\n",
    )


def test_every_weakness_is_told_at_once(storehook: Storehook, folder: Path) -> None:
    text = (folder / template.FILE).read_text().replace("SqsManagedSseEnabled: true", "SqsManagedSseEnabled: false")
    (folder / template.FILE).write_text(text)

    done = storehook("check")

    assert (done.exit_code, done.output.count("would not be encrypted")) == (1, 6)


def test_permissions_that_are_too_wide_are_told(storehook: Storehook, folder: Path) -> None:
    (folder / PERMISSIONS).write_text('{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}')

    done = storehook("check")

    assert (done.exit_code, "allows * on everything" in done.output) == (1, True)


def test_a_template_that_cannot_be_read_is_told(storehook: Storehook, folder: Path) -> None:
    (folder / template.FILE).write_text("Resources: [\n")

    done = storehook("check")

    assert (done.exit_code, "template.yaml is not a valid template" in done.output) == (1, True)


def test_an_environment_that_samconfig_does_not_have_is_told(storehook: Storehook, folder: Path) -> None:
    (folder / "samconfig.toml").write_text((ROOT / "samconfig.toml").read_text())

    done = storehook("check", "--config-env", "qa")

    assert (done.exit_code, "no environment 'qa'. It has: default, staging, prod." in done.output) == (1, True)


def test_the_environment_is_looked_at_before_anything_is_built() -> None:
    command = ["make", "--dry-run", "build", "ENV=staging"]

    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert 0 < told.index("storehook check --config-env staging") < told.index("sam build --config-env staging")


def test_a_loop_among_the_resources_is_no_resource(storehook: Storehook, folder: Path) -> None:
    file = folder / template.FILE
    file.write_text(file.read_text().replace("\nResources:\n", "\nResources:\n  Fn::ForEach::Each: [Name, [A], {}]\n"))

    assert storehook("check").exit_code == 0
