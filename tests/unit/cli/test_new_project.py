"""`storehook new my-app`: a new project."""

import inspect
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import pytest
import yaml
from tests.support.repository import ROOT
from tests.support.storehook_command import Storehook
from uv import find_uv_bin

from storehook import action
from storehook_cli.authoring import new_project
from storehook_cli.stack import packages

REAL_RUN = subprocess.run
BUILT = ("storehook-1.2.3-py3-none-any.whl", "storehook_core-1.2.3-py3-none-any.whl")


@pytest.fixture(autouse=True)
def commands(project_sources: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """Programs that were run, in a folder to work in. A build leaves two wheels."""
    ran: list[list[str]] = []

    def run(words: list[str], **_: Any) -> "subprocess.CompletedProcess[str]":
        if words[0] != "git":  # see test_repository
            ran.append([Path(words[0]).name, *words[1:]])
        if "build" in words:
            Path(words[-1]).mkdir()
            for name in BUILT:
                (Path(words[-1]) / name).touch()
        return subprocess.CompletedProcess(words, 0, "", "")

    monkeypatch.setattr(packages.subprocess, "run", run)
    monkeypatch.setattr(new_project, "is_clone", lambda: False)
    monkeypatch.chdir(tmp_path)
    return ran


@pytest.fixture
def clone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command runs from a clone."""
    monkeypatch.setattr(new_project, "is_clone", lambda: True)


def test_it_has_the_bundle_a_sample_with_its_test_and_what_builds_them(storehook: Storehook, tmp_path: Path) -> None:
    done = storehook("new", "my-app")

    project = tmp_path / "my-app"
    found = {str(path.relative_to(project)) for path in project.rglob("*") if path.is_file()}
    assert done.exit_code == 0
    assert found == {path for path, _ in new_project.files("my-app")}
    assert "cd my-app && make run" in done.output


def test_its_author_sees_twelve_files_and_one_folder_that_is_marked_as_storehooks(
    storehook: Storehook, tmp_path: Path
) -> None:
    storehook("new", "my-app")  # `lock`, which does nothing here, adds uv.lock

    files = [path.relative_to(tmp_path / "my-app") for path in (tmp_path / "my-app").rglob("*") if path.is_file()]
    own = [file for file in files if file.parts[0] != new_project.FOLDER and not file.parts[0].startswith(".")]
    assert len(own) == 11
    assert "belongs to storehook" in (tmp_path / "my-app" / new_project.FOLDER / "README.md").read_text()


SOURCES = {path: path for path in new_project.SHARED} | {
    source: f"{new_project.FOLDER}/{path}" for source, path in new_project.OURS.items()
}


@pytest.mark.parametrize(("source", "path"), [item for item in SOURCES.items() if item[0] != "template.yaml"])
def test_what_it_shares_with_this_repository_is_the_same_to_the_last_byte(
    storehook: Storehook, project_sources: Path, tmp_path: Path, source: str, path: str
) -> None:
    storehook("new", "my-app")

    assert (tmp_path / "my-app" / path).read_bytes() == (project_sources / source).read_bytes()


def test_its_template_differs_from_ours_in_the_folders_that_it_builds_alone(
    storehook: Storehook, project_sources: Path, tmp_path: Path
) -> None:
    storehook("new", "my-app")

    text = (tmp_path / "my-app/template.yaml").read_text()
    assert text.replace(f"{new_project.FOLDER}/", "") == (project_sources / "template.yaml").read_text()


def test_every_folder_that_the_template_builds_is_there(storehook: Storehook, tmp_path: Path) -> None:
    storehook("new", "my-app")
    text = (tmp_path / "my-app" / "template.yaml").read_text()
    folders = {
        line.split(": ")[1] for line in text.splitlines() if line.strip().startswith(("CodeUri: ", "ContentUri: "))
    }

    assert len(folders) == 6
    assert {folder for folder in folders if not folder.startswith(new_project.FOLDER)} == {"functions/worker"}
    assert all((tmp_path / "my-app" / folder).is_dir() for folder in folders)


def test_it_needs_the_library_and_the_command_of_this_version(storehook: Storehook, tmp_path: Path) -> None:
    storehook("new", "my-app")
    project = tomllib.loads((tmp_path / "my-app" / "pyproject.toml").read_text())
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]

    assert project["project"]["name"] == "my-app"
    assert project["project"]["dependencies"] == [f"storehook-core=={version}"]
    assert f"storehook=={version}" in project["dependency-groups"]["storehook"]
    assert project["dependency-groups"]["dev"] == [{"include-group": "storehook"}]


def test_its_workflow_has_no_credentials_but_a_role_by_oidc(storehook: Storehook, tmp_path: Path) -> None:
    storehook("new", "my-app")
    workflow = yaml.safe_load((tmp_path / "my-app/.github/workflows/deploy.yml").read_text())

    for name in ("staging", "prod"):
        (step,) = (step for step in workflow["jobs"][name]["steps"] if "credentials" in step.get("uses", ""))
        assert step["with"] == {"role-to-assume": "${{ vars.AWS_ROLE }}", "aws-region": "${{ vars.AWS_REGION }}"}


def test_its_page_for_assistants_has_every_option_of_an_action(storehook: Storehook, tmp_path: Path) -> None:
    storehook("new", "my-app")

    text = (tmp_path / "my-app/AGENTS.md").read_text()
    assert [name for name in inspect.signature(action).parameters if f"`{name}=" not in text] == []


def test_vs_code_debugs_an_action_with_the_command_of_the_project(storehook: Storehook, tmp_path: Path) -> None:
    storehook("new", "my-app")

    launch = json.loads((tmp_path / "my-app/.vscode/launch.json").read_text())
    assert [launch["configurations"][0][name] for name in ("program", "args")] == [
        "${workspaceFolder}/.venv/bin/storehook",
        ["run", "--debug", "${input:action}"],
    ]


def test_its_packages_are_pinned_by_its_makefile(storehook: Storehook, commands: list[list[str]]) -> None:
    storehook("new", "my-app")

    assert commands == [["make", "--silent", "lock", f"UV={find_uv_bin()}"]]


@pytest.mark.usefixtures("clone")
def test_from_a_clone_it_brings_the_packages_of_storehook(
    storehook: Storehook, commands: list[list[str]], tmp_path: Path
) -> None:
    storehook("new", "my-app")
    project = tomllib.loads((tmp_path / "my-app" / "pyproject.toml").read_text())

    assert [words[:2] for words in commands] == [["uv", "build"], ["make", "--silent"]]
    assert sorted(path.name for path in (tmp_path / "my-app" / "wheels").iterdir()) == sorted(BUILT)
    assert project["tool"]["uv"]["sources"] == {
        "storehook": {"path": f"wheels/{BUILT[0]}"},
        "storehook-core": {"path": f"wheels/{BUILT[1]}"},
    }


def test_from_the_packaged_command_it_takes_them_from_an_index(storehook: Storehook, tmp_path: Path) -> None:
    storehook("new", "my-app")
    project = tomllib.loads((tmp_path / "my-app" / "pyproject.toml").read_text())

    assert "sources" not in project["tool"]["uv"]
    assert not (tmp_path / "my-app" / "wheels").exists()


def fail(*_: Any, **__: Any) -> "subprocess.CompletedProcess[str]":
    return subprocess.CompletedProcess([], 2, "", "no route to host")


def test_where_packages_cannot_be_found_it_is_written_and_said_how_to_go_on(
    storehook: Storehook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages.subprocess, "run", fail)

    done = storehook("new", "my-app")

    assert done.exit_code == 1
    assert "Run `make lock` there" in done.output
    assert "no route to host" in done.output
    assert (tmp_path / "my-app" / "template.yaml").exists()


@pytest.mark.usefixtures("clone")
def test_where_packages_cannot_be_built_it_is_said_how_to_go_on(
    storehook: Storehook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages.subprocess, "run", fail)

    done = storehook("new", "my-app")

    assert done.exit_code == 1
    assert "my-app and try again" in done.output
    assert "no route to host" in done.output


def test_without_make_it_is_said_so(storehook: Storehook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(packages.subprocess, "run", REAL_RUN)

    done = storehook("new", "my-app")

    assert done.exit_code == 1
    assert "make is not installed" in done.output


@pytest.mark.parametrize("name", ["My-App", "1app", "a b", "a" * 65, "ä"])
def test_what_can_be_no_name_is_refused_and_nothing_is_written(storehook: Storehook, tmp_path: Path, name: str) -> None:
    done = storehook("new", name)

    assert done.exit_code == 1
    assert "as in my-app" in done.output
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_left_as_it_is(storehook: Storehook, tmp_path: Path) -> None:
    (tmp_path / "my-app").mkdir()
    (tmp_path / "my-app" / "mine").write_text("mine")

    assert storehook("new", "my-app").exit_code == 1
    assert [path.name for path in (tmp_path / "my-app").iterdir()] == ["mine"]


def test_a_file_of_that_name_is_left_as_it_is(storehook: Storehook, tmp_path: Path) -> None:
    (tmp_path / "my-app").write_text("mine")

    done = storehook("new", "my-app")

    assert (done.exit_code, "not an empty folder" in done.output) == (1, True)
    assert (tmp_path / "my-app").read_text() == "mine"


def test_an_empty_folder_is_used(storehook: Storehook, tmp_path: Path) -> None:
    (tmp_path / "my-app").mkdir()

    assert storehook("new", "my-app").exit_code == 0


def test_within_a_project_no_other_is_written(storehook: Storehook, tmp_path: Path) -> None:
    assert storehook("new", "my-app", "--no-lock").exit_code == 0

    done = storehook("new", "my-app/functions/inner")

    assert (done.exit_code, "my-app is a project" in done.output) == (1, True)
    assert not (tmp_path / "my-app" / "functions" / "inner").exists()


def test_a_name_that_is_a_command_too_is_that_command(storehook: Storehook, tmp_path: Path) -> None:
    assert storehook("new", "action").exit_code == 2
    assert list(tmp_path.iterdir()) == []


LOCAL_SERVER = """
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import requests


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()


def test_the_warehouse_answers() -> None:
    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        Thread(target=server.handle_request).start()
        assert requests.get(f"http://127.0.0.1:{server.server_port}", timeout=5).status_code == 204
"""


def test_a_test_of_its_author_may_use_a_server_of_this_machine(tmp_path: Path) -> None:
    new_project.write(tmp_path / "my-app")
    (tmp_path / "my-app/tests/actions/test_warehouse.py").write_text(LOCAL_SERVER)

    done = Popen([sys.executable, "-m", "pytest", "-q"], cwd=tmp_path / "my-app", stdout=PIPE, text=True)

    assert " passed" in done.communicate()[0]
    assert done.returncode == 0
