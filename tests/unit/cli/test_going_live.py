"""An edit goes live only if it is sound."""

import json
from collections.abc import Callable
from pathlib import Path

import boto3
import pytest

from storehook_cli.authoring import checking, going_live, project
from storehook_cli.authoring.checking import Findings
from storehook_cli.errors import CommandError
from storehook_cli.stack import deployed_parts
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.local_packages import LocalPackages

DEPLOYMENT = Deployment({}, boto3.Session("test", "test", region_name="us-east-1"))

SOUND = Findings(actions=("bill",))

BROKEN = Findings(problem="actions/bill.py:7: SyntaxError")

LACKING = Findings(problem="actions/bill.py:1: ModuleNotFoundError", missing="stripe")


class Steps:
    """Records the steps of a deployment whose checks return these findings in turn."""

    def __init__(self, *findings: Findings) -> None:
        self.findings, self.done = [*findings], list[str]()

    def check(self, _: Path, packages: Path | None = None) -> Findings:
        self.done.append("checked with what was installed" if packages else "checked")
        return self.findings.pop(0)

    def install(self) -> None:
        self.done.append("installed")

    def replace_code(self, *_: object) -> None:
        self.done.append("replaced")


@pytest.fixture
def go_live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Steps]:
    """Lets an edit go live, of a project that asks for a package; gives what was done, with any error last."""
    (tmp_path / project.WORKER).mkdir(parents=True)
    (tmp_path / project.WORKER / "requirements.txt").write_text("stripe\n")
    (tmp_path / "template.yaml").write_text("Resources: {}")
    (tmp_path / "stack.json").write_text(json.dumps({"parts": deployed_parts.digests(tmp_path)}))

    def run(*findings: Findings) -> Steps:
        steps = Steps(*findings)
        monkeypatch.setattr(checking, "check", steps.check)
        monkeypatch.setattr(LocalPackages, "install", lambda _: steps.install())
        monkeypatch.setattr(going_live.worker_code, "replace_code", steps.replace_code)
        try:
            going_live.go_live(DEPLOYMENT, tmp_path, tmp_path)
        except CommandError as error:
            steps.done.append(str(error))
        return steps

    return run


def test_sound_code_is_put_in(go_live: Callable[..., Steps]) -> None:
    assert go_live(SOUND).done == ["checked", "installed", "replaced"]


def test_for_code_that_cannot_be_imported_nothing_is_installed(go_live: Callable[..., Steps]) -> None:
    assert go_live(BROKEN).done == ["checked", BROKEN.problem]


def test_a_package_that_is_not_here_is_looked_for_in_what_was_installed(go_live: Callable[..., Steps]) -> None:
    assert go_live(LACKING, SOUND).done == ["checked", "installed", "checked with what was installed", "replaced"]


def test_a_package_that_is_nowhere_keeps_the_code_out(go_live: Callable[..., Steps]) -> None:
    assert go_live(LACKING, LACKING).done == [
        "checked",
        "installed",
        "checked with what was installed",
        LACKING.problem,
    ]


@pytest.mark.parametrize("part", deployed_parts.PARTS)
def test_after_an_edit_of_what_only_the_start_deploys_nothing_goes_live(
    go_live: Callable[..., Steps], tmp_path: Path, part: str
) -> None:
    file = tmp_path / part if Path(part).suffix else tmp_path / part / "added.py"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("edited")

    (refusal,) = go_live(SOUND).done

    assert refusal.startswith(f"{part} changed since `make run` deployed this folder")


def test_bytecode_is_no_edit(go_live: Callable[..., Steps], tmp_path: Path) -> None:
    cached = tmp_path / "layers" / "core" / "__pycache__"
    cached.mkdir(parents=True)
    (cached / "errors.cpython-313.pyc").write_bytes(b"bytecode")

    assert go_live(SOUND).done == ["checked", "installed", "replaced"]
