"""Workflows on GitHub, of this repository and of new projects: tests have no rights, and what deploys is pinned.

The rules are those of "Security hardening for GitHub Actions" (docs.github.com/en/actions/security-guides).
"""

import json
import re
import tomllib
from pathlib import Path
from string import Template
from typing import Any

import pytest
import yaml
from tests.support.repository import ROOT
from tests.support.rules import expect_none

from storehook_cli.authoring import new_project

PROJECT = ROOT / "cli/storehook_cli/authoring/project_files"

TEXTS = {
    **{path.name: path.read_text() for path in (ROOT / ".github/workflows").iterdir()},
    **{f"project: {path.name}": Template(path.read_text()).substitute() for path in (PROJECT / "github").iterdir()},
}

WORKFLOWS: dict[str, dict[Any, Any]] = {name: yaml.safe_load(text) for name, text in TEXTS.items()}

MAKEFILES = {"Makefile": ROOT / "Makefile", "project: Makefile": PROJECT / "ours/targets.mk"}

PINNED = re.compile(r"uses: ([\w.-]+/[\w.-]+)@([0-9a-f]{40}) # v\d+\.\d+\.\d+$")

READ = {"contents": "read"}

DEPLOY = {**READ, "id-token": "write"}

JOBS = [(file, name) for file, workflow in WORKFLOWS.items() for name in workflow["jobs"]]

DEPLOYING = [(file, name) for file, name in JOBS if "environment" in WORKFLOWS[file]["jobs"][name]]


def job(file: str, name: str) -> dict[str, Any]:
    return WORKFLOWS[file]["jobs"][name]


def needed(file: str, name: str) -> set[str]:
    """Return the jobs that end well before this one starts."""
    names = job(file, name).get("needs", [])
    first = {names} if isinstance(names, str) else {*names}
    return first.union(*(needed(file, other) for other in first))


def commands(file: str, name: str) -> list[str]:
    return [step["run"] for step in job(file, name)["steps"] if "run" in step]


def test_both_sets_of_workflows_test_and_deploy() -> None:
    assert {(file, job(file, name)["environment"]) for file, name in DEPLOYING} == {
        (file, environment) for file in ("ci.yml", "project: deploy.yml") for environment in ("staging", "prod")
    }


@pytest.mark.parametrize("file", TEXTS)
def test_each_action_is_pinned_to_a_commit_with_its_version(file: str) -> None:
    uses = [line.strip().removeprefix("- ") for line in TEXTS[file].splitlines() if "uses:" in line]

    assert uses
    expect_none(line for line in uses if not PINNED.fullmatch(line))


def test_each_action_has_the_same_commit_everywhere() -> None:
    commits = {match for text in TEXTS.values() for match in re.findall(r"uses: (\S+)@(\S+)", text)}

    assert len(commits) == len({action for action, _ in commits})


@pytest.mark.parametrize("file", TEXTS)
def test_a_workflow_is_started_by_pull_requests_and_by_pushes_to_main_alone(file: str) -> None:
    assert WORKFLOWS[file][True] == {"pull_request": None, "push": {"branches": ["main"]}}  # YAML reads "on" as true


@pytest.mark.parametrize("file", TEXTS)
def test_only_a_pull_requests_earlier_run_is_cancelled_and_never_a_deployment(file: str) -> None:
    assert WORKFLOWS[file]["concurrency"] == {
        "group": "${{ github.workflow }}-${{ github.ref }}",
        "cancel-in-progress": "${{ github.event_name == 'pull_request' }}",
    }


@pytest.mark.parametrize("file", TEXTS)
def test_a_workflow_has_no_permissions_of_its_own(file: str) -> None:
    assert WORKFLOWS[file]["permissions"] == {}


@pytest.mark.parametrize(("file", "name"), JOBS)
def test_a_job_may_read_the_code_and_only_one_that_deploys_may_prove_who_it_is(file: str, name: str) -> None:
    assert job(file, name)["permissions"] == (DEPLOY if (file, name) in DEPLOYING else READ)


@pytest.mark.parametrize(("file", "name"), JOBS)
def test_only_a_job_that_deploys_knows_a_role_or_a_secret(file: str, name: str) -> None:
    text = json.dumps(job(file, name))

    assert "secrets." not in text
    assert ("AWS_ROLE" in text) == ((file, name) in DEPLOYING)


@pytest.mark.parametrize(("file", "name"), DEPLOYING)
def test_a_job_deploys_after_all_tests_and_from_main_alone(file: str, name: str) -> None:
    tests = {other for other in WORKFLOWS[file]["jobs"] if (file, other) not in DEPLOYING}

    assert tests <= needed(file, name)
    assert job(file, name)["if"] == "github.event_name == 'push' && vars.AWS_REGION != ''"
    assert name == "staging" or "staging" in needed(file, name)


@pytest.mark.parametrize(("file", "name"), DEPLOYING)
def test_a_job_has_credentials_only_where_it_deploys(file: str, name: str) -> None:
    """Packages are installed before. No test runs, and nothing follows."""
    steps = job(file, name)["steps"]
    credentials = next(place for place, step in enumerate(steps) if "credentials@" in step.get("uses", ""))

    assert commands(file, name) == ["make setup", f"make deploy ENV={name} ARGS=--yes"]
    assert [step.get("run") for step in steps[credentials + 1 :]] == [f"make deploy ENV={name} ARGS=--yes"]


@pytest.mark.parametrize(("file", "name"), JOBS)
def test_a_job_runs_targets_of_the_makefile_on_a_named_machine_for_a_limited_time(file: str, name: str) -> None:
    assert all(re.fullmatch(r"make [a-z]+( [A-Z]+=\S+)*", command) for command in commands(file, name))
    assert job(file, name)["runs-on"] == "ubuntu-24.04"
    assert 0 < job(file, name)["timeout-minutes"] <= 60


@pytest.mark.parametrize(("file", "name"), JOBS)
def test_a_job_leaves_no_token_in_the_code_that_it_has_checked_out(file: str, name: str) -> None:
    (checkout,) = (step for step in job(file, name)["steps"] if "checkout@" in step.get("uses", ""))

    assert checkout["with"] == {"persist-credentials": False}


@pytest.mark.parametrize("path", MAKEFILES.values(), ids=[*MAKEFILES])
def test_pip_installs_uv_by_its_hash_and_uv_all_else_from_the_lock(path: Path) -> None:
    text = path.read_text().replace("$$", "$").replace("$(OURS)/", "")
    installs = [line.strip() for line in text.splitlines() if "pip install" in line]

    assert {*installs} == {
        "@$(BIN)/uv pip install --quiet --requirement functions/worker/requirements.txt",
        "@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement uv.txt",
    }
    assert "uv sync --quiet --frozen" in path.read_text()


def test_uv_is_pinned_and_hashed_here_and_in_a_new_project() -> None:
    (package,) = (entry for entry in tomllib.loads((ROOT / "uv.lock").read_text())["package"] if entry["name"] == "uv")
    lines = (ROOT / "uv.txt").read_text().replace(" \\\n    ", " ").splitlines()

    assert [re.sub(r" --hash=sha256:[0-9a-f]{64}", "", line) for line in lines] == [f"uv=={package['version']}"]
    assert "uv.txt" in new_project.OURS


def test_samconfig_has_each_environment_that_is_deployed() -> None:
    config = tomllib.loads((ROOT / "samconfig.toml").read_text())

    assert {job(file, name)["environment"] for file, name in DEPLOYING} <= config.keys()
