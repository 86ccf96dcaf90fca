"""Every command explains itself, on one screen."""

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from storehook_cli.main import cli


def commands(group: click.Group, *path: str) -> Iterator[tuple[str, ...]]:
    """The words of every command below a group."""
    for name, command in group.commands.items():
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)


@pytest.mark.parametrize("words", [(), *commands(cli)], ids=" ".join)
def test_a_commands_help_fits_on_one_screen(words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(cli, [*words, "--help"])

    assert done.exit_code == 0
    assert 3 < len(done.output.splitlines()) <= 24


def test_a_command_for_the_local_stack_says_how_to_start_it_if_none_is_up() -> None:
    runner = CliRunner()
    with runner.isolated_filesystem():
        done = runner.invoke(cli, ["output", "Runs", "--local"])

    assert (done.exit_code, "make run" in done.output) == (1, True)


def test_a_command_for_aws_says_what_to_check_if_aws_cannot_be_reached() -> None:
    done = CliRunner().invoke(cli, ["output", "Runs", "--stack", "no-such-stack"])

    assert done.exit_code == 1
    assert "Check your AWS credentials and region" in done.output
