"""`storehook deploy`: nothing is built that cannot be imported, and the environment is the one that was meant."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.support.bundle import put
from tests.support.deployed_versions import DeployedVersions
from tests.support.repository import ROOT
from tests.support.storehook_command import Storehook

from storehook_cli.authoring import checking
from storehook_cli.authoring.checking import Findings
from storehook_cli.commands import deploy
from storehook_cli.errors import CommandError
from storehook_cli.stack import context, rollback_end
from storehook_cli.stack.broken_stack import BrokenStack
from storehook_cli.stack.sam_config import SamConfig

if TYPE_CHECKING:
    from collections.abc import Callable

CONFIG = '[prod.global.parameters]\nstack_name = "shop"\n'


class Sam:
    """Notes what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.problem = ""
        self.deploys: Callable[[], object] = lambda: None
        self.noted: list[tuple[str | None, int]] = []
        self.unnoted = ""

    def __call__(self, arguments: list[str], *, project: Path) -> str:
        assert project == Path.cwd()
        self.asked.append(arguments)
        if arguments[0] == "deploy":
            self.deploys()
        if self.problem == arguments[0]:
            raise CommandError(f"`sam {arguments[0]}` failed")
        return ""

    def note(self, config: SamConfig, _detail: str) -> str:
        """Note the stack, and how much was asked of sam before."""
        self.noted.append((config.stack_name, len(self.asked)))
        return self.unnoted


@pytest.fixture
def sam(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Sam:
    """A project whose actions are sound."""
    found = Sam()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "samconfig.toml").write_text(CONFIG)
    (tmp_path / "template.yaml").write_text((ROOT / "template.yaml").read_text())
    monkeypatch.setattr(deploy.bundle, "sam", found)
    monkeypatch.setattr(deploy.bundle, "sam_shown", found)
    monkeypatch.setattr(deploy.broken_stack, "find", lambda *_: None)
    monkeypatch.setattr(deploy.deploy_note, "note", found.note)
    monkeypatch.setattr(rollback_end, "on_aws", lambda *_: DeployedVersions())
    monkeypatch.setattr(checking, "check", lambda *_: Findings(actions=("sync_order",)))
    return found


def test_it_is_built_and_deployed(storehook: Storehook, sam: Sam) -> None:
    done = storehook("deploy")

    assert done.exit_code == 0
    assert sam.asked == [["build", "--config-env", "default"], ["deploy", "--config-env", "default"]]
    assert "storehook doctor\n" in done.output


def test_it_is_recorded_in_the_audit_log_before_it_begins(storehook: Storehook, sam: Sam) -> None:
    sam.problem = "deploy"

    storehook("deploy", "--config-env", "prod")

    assert sam.noted == [("shop", 1)]


def test_a_deploy_that_cannot_be_recorded_goes_on_and_says_so(storehook: Storehook, sam: Sam) -> None:
    sam.unnoted = "The console answered 500."

    done = storehook("deploy")

    assert (done.exit_code, len(sam.asked)) == (0, 2)
    assert "no entry about this deploy. The console answered 500. CloudTrail records it." in done.stderr


def test_nothing_is_built_of_a_template_that_is_not_as_it_must_be(storehook: Storehook, sam: Sam) -> None:
    put(Path("template.yaml"), "SqsManagedSseEnabled: true", "SqsManagedSseEnabled: false")

    done = storehook("deploy")

    assert (done.exit_code, sam.asked) == (1, [])
    assert "Set SqsManagedSseEnabled: true" in done.output


def test_of_an_environment_both_are_done_and_it_can_go_without_a_question(storehook: Storehook, sam: Sam) -> None:
    done = storehook("deploy", "--config-env", "prod", "--yes")

    assert sam.asked == [
        ["build", "--config-env", "prod"],
        ["deploy", "--config-env", "prod", "--no-confirm-changeset"],
    ]
    assert "storehook doctor --config-env prod" in done.output


def test_the_environment_is_what_was_chosen_in_this_folder(storehook: Storehook, sam: Sam) -> None:
    context.choose(Path.cwd(), "prod")

    storehook("deploy")

    assert sam.asked[0] == ["build", "--config-env", "prod"]


def test_an_environment_that_is_not_there_is_an_error_before_anything_is_done(storehook: Storehook, sam: Sam) -> None:
    done = storehook("deploy", "--config-env", "staging")

    assert (done.exit_code, sam.asked) == (1, [])
    assert "no environment 'staging'" in done.stderr


def test_actions_that_cannot_be_imported_are_not_built(
    storehook: Storehook, sam: Sam, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "check", lambda *_: Findings(problem="actions/bill.py:7: SyntaxError"))

    done = storehook("deploy")

    assert (done.exit_code, sam.asked) == (1, [])
    assert "actions/bill.py:7" in done.stderr


def test_what_cannot_be_built_is_not_deployed(storehook: Storehook, sam: Sam) -> None:
    sam.problem = "build"

    assert storehook("deploy").exit_code == 1
    assert len(sam.asked) == 1


def test_the_local_stack_is_none_of_sams(storehook: Storehook, sam: Sam) -> None:
    context.choose(Path.cwd(), "local")

    done = storehook("deploy")

    assert (done.exit_code, sam.asked) == (1, [])
    assert "make run" in done.stderr


def test_who_stops_it_learns_that_cloudformation_goes_on(
    storehook: Storehook, sam: Sam, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(deploy.bundle, "sam_shown", stopped)

    done = storehook("deploy")

    assert (done.exit_code, "continues in CloudFormation" in done.stderr) == (130, True)


@pytest.mark.parametrize("version", ["1.160.0", ""])
def test_nothing_is_built_with_a_sam_that_is_too_old_or_missing(
    storehook: Storehook, sam: Sam, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    monkeypatch.setattr(deploy.bundle, "sam_version", lambda: version)

    done = storehook("deploy")

    assert (done.exit_code, sam.asked) == (1, [])
    assert f"sam 1.167 or later is needed, and {version or 'none'} is installed" in done.output


BROKEN = BrokenStack("shop", "ROLLBACK_COMPLETE", [("ApiLog", "", "AccessDenied")], [])


def test_nothing_is_built_for_a_stack_that_cannot_be_deployed(
    storehook: Storehook, sam: Sam, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deploy.broken_stack, "find", lambda name, _: BROKEN if name == "shop" else None)

    done = storehook("deploy", "--config-env", "prod")

    assert (done.exit_code, sam.asked) == (1, [])
    assert "aws cloudformation delete-stack --stack-name shop" in done.output


def test_a_deploy_that_was_not_rolled_back_is_repeated(
    storehook: Storehook, sam: Sam, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deploy.broken_stack, "find", lambda *_: BrokenStack("shop", "UPDATE_FAILED"))

    assert storehook("deploy").exit_code == 0


def test_a_deploy_that_fails_and_leaves_a_broken_stack_says_how_to_fix_it(
    storehook: Storehook, sam: Sam, monkeypatch: pytest.MonkeyPatch
) -> None:
    sam.problem = "deploy"
    monkeypatch.setattr(deploy.broken_stack, "find", lambda *_: BROKEN if len(sam.asked) == 2 else None)

    done = storehook("deploy", "--config-env", "prod")

    assert done.exit_code == 1
    assert "`sam deploy` failed" in done.output
    assert "is ROLLBACK_COMPLETE" in done.output


INGEST, CONSUMER = "shop-Ingest", "shop-DefaultConsumer"


@pytest.fixture
def rolled_back(sam: Sam, monkeypatch: pytest.MonkeyPatch) -> DeployedVersions:
    """The stack of the environment `prod`, with its second deploy rolled back."""
    stack = DeployedVersions()
    stack.deploy(INGEST, CONSUMER)
    stack.deploy(CONSUMER)
    stack.aliases[CONSUMER] = 1
    monkeypatch.setattr(rollback_end, "on_aws", lambda *_: stack)
    return stack


def test_a_deploy_of_the_code_that_was_rolled_back_makes_it_live(
    storehook: Storehook, rolled_back: DeployedVersions
) -> None:
    """CloudFormation sees no change, so it leaves the alias where it is."""
    done = storehook("deploy", "--config-env", "prod", "--yes")

    assert (done.exit_code, rolled_back.aliases) == (0, {INGEST: 1, CONSUMER: 2})


def test_a_deploy_that_fails_leaves_the_stack_rolled_back(
    storehook: Storehook, sam: Sam, rolled_back: DeployedVersions
) -> None:
    """CloudFormation goes back to the deploy before, which is the bad one."""
    sam.problem, sam.deploys = "deploy", lambda: rolled_back.deploy(INGEST, CONSUMER, fails=True)

    done = storehook("deploy", "--config-env", "prod", "--yes")

    assert (done.exit_code, rolled_back.aliases) == (1, {INGEST: 1, CONSUMER: 1})


@pytest.mark.parametrize(("answer", "live"), [("y\n", 2), ("n\n", 1)])
def test_in_a_terminal_it_asks_because_the_change_set_may_have_been_declined(
    storehook: Storehook, rolled_back: DeployedVersions, monkeypatch: pytest.MonkeyPatch, answer: str, live: int
) -> None:
    monkeypatch.setattr(deploy, "is_in_terminal", lambda: True)

    done = storehook("deploy", "--config-env", "prod", input=answer)

    assert (done.exit_code, rolled_back.aliases[CONSUMER]) == (0, live)
    assert "The stack is still rolled back" in done.output


def test_a_function_with_a_newer_version_than_the_deploy_is_not_rolled_back(
    storehook: Storehook, rolled_back: DeployedVersions
) -> None:
    """As after an edit during `make run`."""
    rolled_back.aliases = {INGEST: 2, CONSUMER: 2}

    storehook("deploy", "--config-env", "prod", "--yes")

    assert rolled_back.aliases == {INGEST: 2, CONSUMER: 2}


def test_with_yes_it_does_not_ask_in_a_terminal(
    storehook: Storehook, rolled_back: DeployedVersions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deploy, "is_in_terminal", lambda: True)

    storehook("deploy", "--config-env", "prod", "--yes", input="n\n")

    assert rolled_back.aliases[CONSUMER] == 2


def test_without_a_terminal_it_does_not_ask(storehook: Storehook, rolled_back: DeployedVersions) -> None:
    storehook("deploy", "--config-env", "prod", input="")

    assert rolled_back.aliases[CONSUMER] == 2


def test_whoever_may_not_see_what_is_live_is_told_that_it_may_not_be_the_deploy(
    storehook: Storehook, rolled_back: DeployedVersions
) -> None:
    rolled_back.refuses = "GetAlias"

    done = storehook("deploy", "--config-env", "prod", "--yes")

    assert done.exit_code == 1
    assert "The deploy succeeded, but an earlier rollback may keep its code from being live." in done.output
    assert "AWS denied GetAlias" in done.output
