"""New code for the running functions of the local stack."""

import io
import json
import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest

from storehook_cli.errors import CommandError
from storehook_cli.stack import worker_code
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.local_packages import POINTER, LocalPackages


class Functions:
    """Lambda, as far as it is asked here: versions of functions, and where their alias points to."""

    def __init__(self) -> None:
        self.versions: dict[str, list[str]] = {name: ["$LATEST", "1"] for name in worker_code.FUNCTIONS}
        self.live: dict[str, str] = dict.fromkeys(worker_code.FUNCTIONS, "1")
        self.code: dict[str, bytes] = {}
        self.invoked: list[tuple[str, Any]] = []
        self.tried: list[tuple[str, str, Any]] = []
        self.broken = ""
        self.layers: dict[str, list[str]] = {name: ["arn:core:1"] for name in worker_code.FUNCTIONS}
        self.published: list[bytes] = []

    def update_function_code(self, FunctionName: str, ZipFile: bytes) -> None:  # noqa: N803
        self.code[FunctionName] = ZipFile

    def publish_version(self, FunctionName: str) -> dict[str, Any]:  # noqa: N803
        self.versions[FunctionName].append(str(int(self.versions[FunctionName][-1]) + 1))
        return {"Version": self.versions[FunctionName][-1]}

    def update_alias(self, FunctionName: str, Name: str, FunctionVersion: str) -> None:  # noqa: N803
        assert Name == "live"
        self.live[FunctionName] = FunctionVersion

    def list_versions_by_function(self, FunctionName: str) -> dict[str, Any]:  # noqa: N803
        shown = {"Timeout": 60, "LastModified": "2026-08-01T12:00:00.000+0000"}
        return {"Versions": [{"Version": each, **shown} for each in self.versions[FunctionName]]}

    def delete_function(self, FunctionName: str, Qualifier: str) -> None:  # noqa: N803
        self.versions[FunctionName].remove(Qualifier)

    def get_function_configuration(self, FunctionName: str) -> dict[str, Any]:  # noqa: N803
        return {"Layers": [{"Arn": arn} for arn in self.layers[FunctionName]]}

    def update_function_configuration(self, FunctionName: str, Layers: list[str]) -> None:  # noqa: N803
        self.layers[FunctionName] = Layers

    def publish_layer_version(self, LayerName: str, Content: dict[str, bytes]) -> dict[str, str]:  # noqa: N803
        self.published.append(Content["ZipFile"])
        return {"LayerVersionArn": f"arn:layer:{LayerName}:{len(self.published)}"}

    def invoke(
        self,
        FunctionName: str,  # noqa: N803
        Payload: str,  # noqa: N803
        Qualifier: str = "",  # noqa: N803
        InvocationType: str = "RequestResponse",  # noqa: N803
    ) -> dict[str, Any]:
        if InvocationType == "Event":
            self.invoked.append((FunctionName, json.loads(Payload)))
            return {"StatusCode": 202}
        self.tried.append((FunctionName, Qualifier, json.loads(Payload)))
        if FunctionName == self.broken:
            error = {"errorMessage": "cannot import name 'consumer'", "errorType": "Runtime.ImportModuleError"}
            return {"StatusCode": 200, "FunctionError": "Unhandled", "Payload": io.BytesIO(json.dumps(error).encode())}
        return {"StatusCode": 200, "Payload": io.BytesIO(b'{"batchItemFailures": []}')}


@pytest.fixture
def functions() -> Functions:
    return Functions()


@pytest.fixture
def deployment(functions: Functions) -> Deployment:
    outputs: dict[str, str] = {name: name for name in worker_code.FUNCTIONS}
    found = Deployment(outputs, boto3.Session("test", "test", region_name="us-east-1"))
    found._opened["lambda"] = functions
    return found


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "actions").mkdir()
    (tmp_path / "actions" / "bill.py").write_text("the code")
    return tmp_path


@pytest.fixture
def packages(tmp_path: Path) -> LocalPackages:
    """Packages of a requirements.txt that lists none."""
    return LocalPackages(tmp_path / "requirements.txt", tmp_path / "state")


def test_every_function_gets_the_code_and_its_alias_moves(
    deployment: Deployment, functions: Functions, built: Path, packages: LocalPackages
) -> None:
    worker_code.replace_code(deployment, built, packages)

    assert functions.live == dict.fromkeys(worker_code.FUNCTIONS, "2")
    for archive in functions.code.values():
        assert zipfile.ZipFile(io.BytesIO(archive)).read("actions/bill.py") == b"the code"


def test_every_function_answers_with_its_new_version_before_that_goes_live(
    deployment: Deployment, functions: Functions, built: Path, packages: LocalPackages
) -> None:
    worker_code.replace_code(deployment, built, packages)

    assert sorted(functions.tried) == [(name, "2", {"Records": []}) for name in sorted(worker_code.FUNCTIONS)]


@pytest.mark.parametrize("broken", worker_code.FUNCTIONS)
def test_if_a_function_does_not_start_with_the_code_every_function_keeps_its_own(
    deployment: Deployment, functions: Functions, built: Path, packages: LocalPackages, broken: str
) -> None:
    functions.broken = broken

    with pytest.raises(CommandError, match=f"{broken} does not start.*cannot import name 'consumer'"):
        worker_code.replace_code(deployment, built, packages)

    assert (functions.live, functions.invoked) == (dict.fromkeys(worker_code.FUNCTIONS, "1"), [])


def test_the_reconciler_is_asked_for_what_a_deploy_asks_for(
    deployment: Deployment, functions: Functions, built: Path, packages: LocalPackages
) -> None:
    worker_code.replace_code(deployment, built, packages)

    assert functions.invoked == [("Reconciler:live", {"kind": "reconcile-all", "why": "deploy"})]


def test_versions_whose_work_has_ended_are_deleted(
    deployment: Deployment, functions: Functions, built: Path, packages: LocalPackages
) -> None:
    for _ in range(3):
        worker_code.replace_code(deployment, built, packages)

    assert set(map(tuple, functions.versions.values())) == {("$LATEST", "4")}


def versions(timeout: int, *minutes: int) -> list[dict[str, Any]]:
    """Versions that were published at minutes past noon."""
    shown = [{"LastModified": f"2026-08-01T12:{minute:02}:00.000+0000"} for minute in (0, *minutes)]
    named = [each | {"Version": str(number), "Timeout": timeout} for number, each in enumerate(shown)]
    return [named[0] | {"Version": "$LATEST"}, *named[1:]]


@pytest.mark.parametrize(
    ("timeout", "found"), [(60, ["1", "2"]), (900, ["1"]), (1700, [])], ids=["default", "long", "longer"]
)
def test_a_version_is_kept_for_as_long_as_what_it_began_may_take(timeout: int, found: list[str]) -> None:
    now = datetime(2026, 8, 1, 12, 30, tzinfo=UTC).timestamp()

    assert worker_code.idle(versions(timeout, 1, 5, 20), now) == found


def requires(packages: LocalPackages, requirement: str) -> None:
    """Require a package, and have it installed."""
    packages.requirements.write_text(f"# the author's\n{requirement}\n")
    packages.folder.mkdir(parents=True)


def layers(functions: Functions) -> set[tuple[str, ...]]:
    """The layers of the functions, without their digests."""
    return {tuple(re.sub("-[0-9a-f]{16}", "", arn) for arn in arns) for arns in functions.layers.values()}


def test_packages_are_sent_once_however_often_the_code_is(
    deployment: Deployment, functions: Functions, built: Path, packages: LocalPackages
) -> None:
    requires(packages, "lxml")
    for _ in range(3):
        worker_code.replace_code(deployment, built, packages)

    (sent,) = functions.published
    assert zipfile.ZipFile(io.BytesIO(sent)).namelist() == [POINTER]
    assert layers(functions) == {("arn:core:1", "arn:layer:storehook-packages:1")}


def test_the_layer_puts_the_folder_of_the_packages_first_on_the_path(
    deployment: Deployment, functions: Functions, built: Path, packages: LocalPackages, tmp_path: Path
) -> None:
    requires(packages, "lxml")
    worker_code.replace_code(deployment, built, packages)
    zipfile.ZipFile(io.BytesIO(functions.published[0])).extractall(tmp_path / "layer")

    start = f"import site, sys; site.addsitedir({str((tmp_path / 'layer' / POINTER).parent)!r}); print(sys.path[0])"
    done = subprocess.run([sys.executable, "-c", start], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(packages.folder)


def test_earlier_packages_are_removed(packages: LocalPackages) -> None:
    for requirement in ("lxml", "pandas"):
        requires(packages, requirement)
    packages.remove_others()

    assert [*packages.folder.parent.iterdir()] == [packages.folder]


def test_other_packages_take_the_place_of_earlier_ones(
    deployment: Deployment, functions: Functions, built: Path, packages: LocalPackages
) -> None:
    for requirement in ("lxml", "pandas"):
        requires(packages, requirement)
        worker_code.replace_code(deployment, built, packages)

    assert layers(functions) == {("arn:core:1", "arn:layer:storehook-packages:2")}


def test_packages_that_are_no_longer_required_are_taken_away(
    deployment: Deployment, functions: Functions, built: Path, packages: LocalPackages
) -> None:
    requires(packages, "lxml")
    worker_code.replace_code(deployment, built, packages)
    packages.requirements.write_text("")
    worker_code.replace_code(deployment, built, packages)

    assert layers(functions) == {("arn:core:1",)}
