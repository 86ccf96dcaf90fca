"""`storehook rollback`: the versions of one deploy become live together, and nothing else changes."""

import pytest
from tests.support.deployed_versions import DAY, FIRST, DeployedVersions
from typer.testing import CliRunner, Result

from storehook_cli.main import cli
from storehook_cli.views.printing import instant

INGEST, CONSUMER, CONSOLE = "shop-Ingest", "shop-DefaultConsumer", "shop-Console"


@pytest.fixture
def stack() -> DeployedVersions:
    """A stack whose second deploy changed one of two functions."""
    found = DeployedVersions()
    found.deploy(INGEST, CONSUMER)
    found.deploy(CONSUMER)
    return found


def rollback(stack: DeployedVersions, *words: str, answer: str = "") -> Result:
    return CliRunner().invoke(cli, ["rollback", *words], obj=lambda _: stack, input=answer)


def test_the_versions_of_the_previous_deploy_become_live(stack: DeployedVersions) -> None:
    done = rollback(stack, "--yes")

    assert (done.exit_code, stack.aliases) == (0, {INGEST: 1, CONSUMER: 1})
    assert f"The deploy of {instant(FIRST)} is live." in done.output


def test_all_functions_go_back_together_also_those_that_an_earlier_deploy_changed(stack: DeployedVersions) -> None:
    stack.deploy(INGEST)
    stack.deploy(INGEST, CONSUMER)

    rollback(stack, "--yes")

    assert stack.aliases == {INGEST: 2, CONSUMER: 2}


def test_each_version_is_named_with_its_time_and_what_does_not_change_is_said(stack: DeployedVersions) -> None:
    output = rollback(stack, "--dry-run").output

    assert f"Deploys: {instant(FIRST)}, {instant(FIRST + DAY)}" in output
    (line,) = [line for line in output.splitlines() if line.startswith("DefaultConsumer")]
    assert line.split() == ["DefaultConsumer", "2", instant(FIRST + DAY - 30), "1", instant(FIRST - 30)]
    assert "Ingest" not in output
    assert "Not changed: tables, queues, schedules, alarms, IAM permissions" in output


def test_variables_that_change_are_named_without_their_values(stack: DeployedVersions) -> None:
    stack.variables[CONSUMER, 1] = {"LOG": "DEBUG", "LANE": "default"}
    stack.variables[CONSUMER, 2] = {"LOG": "INFO", "LANE": "default", "ERP_KEY": "canary"}

    output = rollback(stack, "--dry-run").output

    assert "Variables that change: ERP_KEY, LOG\n" in output
    assert "canary" not in output


@pytest.mark.parametrize("words", [["--dry-run"], ["--dry-run", "--yes"], []])
def test_nothing_changes_without_consent(stack: DeployedVersions, words: list[str]) -> None:
    rollback(stack, *words, answer="n\n")

    assert stack.aliases == {INGEST: 1, CONSUMER: 2}
    assert stack.audit_log.entries == []


def test_it_is_in_the_audit_log_before_it_happens(stack: DeployedVersions) -> None:
    stack.refuses = f"UpdateAlias {CONSUMER}"

    done = rollback(stack, "--yes")

    assert (done.exit_code, stack.aliases[CONSUMER]) == (1, 2)
    (entry,) = stack.audit_log.entries
    assert (entry.operation, entry.subject) == ("roll back", f"deploy/{instant(FIRST)}")
    assert entry.detail == "DefaultConsumer 2 to 1"


def test_a_second_time_changes_nothing(stack: DeployedVersions) -> None:
    rollback(stack, "--yes")
    stack.refuses = f"UpdateAlias {CONSUMER}"

    done = rollback(stack, "--yes")

    assert (done.exit_code, len(stack.audit_log.entries)) == (0, 1)
    assert "is live already. Nothing changes." in done.output


def test_a_rollback_that_stopped_halfway_is_completed_by_the_next(stack: DeployedVersions) -> None:
    stack.deploy(INGEST, CONSUMER)
    stack.refuses = f"UpdateAlias {CONSUMER}"
    assert rollback(stack, "--yes").exit_code == 1

    stack.refuses = ""
    rollback(stack, "--yes")

    assert stack.aliases == {INGEST: 1, CONSUMER: 2}


def test_it_goes_to_the_deploy_of_a_time_and_forward_again(stack: DeployedVersions) -> None:
    stack.deploy(CONSUMER)

    rollback(stack, "--to", instant(FIRST + DAY / 2), "--yes")
    assert stack.aliases[CONSUMER] == 1

    rollback(stack, "--to", instant(FIRST + DAY), "--yes")
    assert stack.aliases[CONSUMER] == 2

    rollback(stack, "--to", "latest", "--yes")
    assert stack.aliases[CONSUMER] == 3
    assert [entry.operation for entry in stack.audit_log.entries][-1] == "roll forward"


def test_a_time_before_the_first_deploy_is_refused(stack: DeployedVersions) -> None:
    done = rollback(stack, "--to", instant(FIRST - 1), "--yes")

    assert (done.exit_code, stack.aliases[CONSUMER]) == (1, 2)
    assert "No deploy is known from that time" in done.output


def test_after_a_rollback_and_another_deploy_the_previous_one_is_what_was_live(
    stack: DeployedVersions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The deploy between them was bad: nobody wants it back."""
    monkeypatch.setattr("tests.support.storehook_command.time.time", lambda: FIRST + DAY * 1.5)
    rollback(stack, "--yes")
    stack.deploy(CONSUMER)

    rollback(stack, "--yes")

    assert stack.aliases[CONSUMER] == 1


def test_a_deploy_that_failed_is_no_deploy_to_go_back_to(stack: DeployedVersions) -> None:
    stack.deploy(INGEST, CONSUMER, fails=True)
    assert stack.aliases == {INGEST: 1, CONSUMER: 2}
    stack.deploy(INGEST, CONSUMER)

    rollback(stack, "--yes")

    assert stack.aliases == {INGEST: 1, CONSUMER: 2}


def test_a_version_of_a_deploy_that_failed_is_not_taken_for_one_of_the_next_deploy(stack: DeployedVersions) -> None:
    stack.deploy(INGEST, CONSUMER, fails=True)
    stack.deploy(CONSUMER)
    stack.deploy(CONSUMER)

    rollback(stack, "--yes")

    assert stack.aliases == {INGEST: 1, CONSUMER: 4}


def test_a_function_that_is_new_stays(stack: DeployedVersions) -> None:
    stack.deploy(CONSUMER, CONSOLE)

    rollback(stack, "--yes")

    assert stack.aliases == {INGEST: 1, CONSUMER: 2, CONSOLE: 1}


def test_versions_from_before_the_oldest_event_are_one_deploy(stack: DeployedVersions) -> None:
    stack.deploy(CONSUMER)
    del stack.events[:-3]

    done = rollback(stack, "--yes")

    assert stack.aliases == {INGEST: 1, CONSUMER: 2}
    assert f"The deploy of {instant(FIRST + DAY - 30)} is live." in done.output


def test_a_stack_with_one_deploy_has_nothing_to_go_back_to() -> None:
    stack = DeployedVersions()
    stack.deploy(INGEST, CONSUMER)

    done = rollback(stack, "--yes")

    assert (done.exit_code, "nothing to roll back to" in done.output) == (1, True)


def test_a_version_that_was_deleted_stops_it_before_anything_changes(stack: DeployedVersions) -> None:
    stack.deploy(INGEST, CONSUMER)
    del stack.published[CONSUMER][2]

    done = rollback(stack, "--yes")

    assert (done.exit_code, stack.aliases) == (1, {INGEST: 2, CONSUMER: 3})
    assert "Version 2 of DefaultConsumer was deleted" in done.output
    assert stack.audit_log.entries == []


@pytest.mark.parametrize("status", ["UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS"])
def test_while_cloudformation_changes_the_stack_it_is_refused(stack: DeployedVersions, status: str) -> None:
    stack.status = status

    done = rollback(stack, "--yes")

    assert (done.exit_code, stack.aliases[CONSUMER]) == (1, 2)
    assert f"CloudFormation is changing the stack ({status})" in done.output
