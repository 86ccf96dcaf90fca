"""`storehook upgrade`: what we have changed goes in, what the project's author has changed stays."""

import json
import subprocess
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from tests.support.storehook_command import Storehook

from storehook_cli.authoring import new_project
from storehook_cli.authoring import upgrade as upgrading
from storehook_cli.authoring.upgrade import FileUpgrade, made_of, upgraded
from storehook_cli.commands import upgrade as command
from storehook_cli.errors import CommandError

BASE, OURS, MINE = b"a\nb\nc\nd\ne\n", b"A\nb\nc\nd\ne\n", b"a\nb\nc\nd\nE\n"


def outcome(mine: bytes | None, base: bytes | None, ours: bytes | None) -> FileUpgrade | None:
    given = [{} if content is None else {"file": content} for content in (mine, base, ours)]
    return next(upgraded(*given), None)


def test_what_only_we_have_changed_is_as_ours() -> None:
    assert outcome(BASE, BASE, OURS) == FileUpgrade("file", "changed", OURS)


def test_what_only_its_author_has_changed_stays() -> None:
    assert outcome(MINE, BASE, BASE) is None


def test_what_both_have_changed_at_different_lines_has_both() -> None:
    assert outcome(MINE, BASE, OURS) == FileUpgrade("file", "merged", b"A\nb\nc\nd\nE\n")


def test_what_both_have_changed_at_the_same_line_is_marked_as_git_does() -> None:
    found = outcome(b"mine\nb\nc\nd\ne\n", BASE, OURS)

    assert found is not None
    assert found.outcome == "conflict"
    assert found.content == b"<<<<<<< yours\nmine\n=======\nA\n>>>>>>> storehook\nb\nc\nd\ne\n"


def test_what_both_have_changed_alike_stays() -> None:
    assert outcome(OURS, BASE, OURS) is None


def test_what_is_new_comes_and_what_its_author_has_made_under_that_name_is_not_lost() -> None:
    assert outcome(None, None, OURS) == FileUpgrade("file", "new", OURS)
    found = outcome(b"mine\n", None, b"ours\n")
    assert found is not None
    assert found.outcome == "conflict"
    assert b"mine" in (found.content or b"")


def test_what_its_author_has_deleted_stays_away() -> None:
    assert outcome(None, BASE, OURS) is None


def test_what_we_have_given_up_goes_unless_its_author_has_changed_it() -> None:
    assert outcome(BASE, BASE, None) == FileUpgrade("file", "deleted", None)
    assert outcome(MINE, BASE, None) is None


def test_what_is_in_none_of_both_is_not_looked_at() -> None:
    assert list(upgraded({"mine": b"x"}, {"file": BASE}, {"file": BASE})) == []


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A committed project of 0.0.9, whose handler and sample were others, and whose README its author has edited."""
    for path, content in new_project.files("my-app"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    pyproject = tmp_path / "pyproject.toml"
    pyproject.write_text(pyproject.read_text().replace(f"=={version('storehook')}", "==0.0.9"))
    base = {path: (tmp_path / path).read_bytes() for path, _ in new_project.files("my-app")}
    base["from-storehook/functions/timer/timer.py"] = b"# the timer of 0.0.9\n"
    (tmp_path / "from-storehook/functions/timer/timer.py").write_bytes(base["from-storehook/functions/timer/timer.py"])
    (tmp_path / "README.md").write_text("# mine\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command, "files_of", lambda *_: base)
    monkeypatch.setattr(new_project, "lock", lambda _: None)
    git("init", "--quiet")
    commit()
    return tmp_path


def git(*words: str) -> None:
    who = ("-c", "user.name=me", "-c", "user.email=me@example.com")
    subprocess.run(["git", *who, *words], check=True)


def commit() -> None:
    git("add", "--all")
    git("commit", "--quiet", "--message", "mine")


def test_a_project_gets_our_changes_keeps_its_own_and_says_its_version(storehook: Storehook, project: Path) -> None:
    done = storehook("upgrade", "--yes")

    assert done.exit_code == 0
    assert (
        dict(new_project.files("my-app"))["from-storehook/functions/timer/timer.py"]
        == (project / "from-storehook/functions/timer/timer.py").read_bytes()
    )
    assert (project / "README.md").read_text() == "# mine\n"
    assert made_of(project) == ("my-app", version("storehook"))
    assert f"Upgraded from 0.0.9 to {version('storehook')}" in done.output


@pytest.mark.parametrize(("words", "answer"), [(("--dry-run",), ""), ((), "n\n")])
def test_what_is_not_wanted_changes_nothing_but_is_shown(
    storehook: Storehook, project: Path, words: tuple[str, ...], answer: str
) -> None:
    done = storehook("upgrade", *words, input=answer)

    assert "from-storehook/functions/timer/timer.py" in done.output
    assert made_of(project) == ("my-app", "0.0.9")
    assert (project / "from-storehook/functions/timer/timer.py").read_text() == "# the timer of 0.0.9\n"


def test_what_is_not_committed_is_not_upgraded(storehook: Storehook, project: Path) -> None:
    (project / "README.md").write_text("# not committed\n")

    done = storehook("upgrade", "--yes")

    assert done.exit_code == 1
    assert "Commit this project to git first" in done.output
    assert made_of(project) == ("my-app", "0.0.9")


def test_a_second_upgrade_has_nothing_to_do(storehook: Storehook, project: Path) -> None:
    storehook("upgrade", "--yes")
    commit()

    assert "already" in storehook("upgrade", "--yes").output


@pytest.mark.parametrize("spoil", [Path.unlink, lambda file: file.write_text("[project]\nname = 'x'\n")])
def test_a_folder_that_is_no_project_is_told_so(project: Path, spoil: Callable[[Path], object]) -> None:
    spoil(project / "pyproject.toml")

    with pytest.raises(CommandError, match="is not a project of `storehook new`"):
        made_of(project)


@pytest.mark.parametrize("name", ["../../elsewhere", "/elsewhere", "--help", "a/b", "..", "My-App", "a\\n", "", "7"])
def test_a_name_that_is_a_path_or_an_option_is_refused_before_anything_runs(project: Path, name: str) -> None:
    pyproject = project / "pyproject.toml"
    pyproject.write_text(pyproject.read_text().replace('name = "my-app"', f'name = "{name}"'))

    with pytest.raises(CommandError, match="is not a valid project name"):
        made_of(project)


def test_a_name_that_is_no_text_is_refused(project: Path) -> None:
    pyproject = project / "pyproject.toml"
    pyproject.write_text(pyproject.read_text().replace('name = "my-app"', "name = 7"))

    with pytest.raises(CommandError, match="7 is not a valid project name"):
        made_of(project)


@pytest.mark.parametrize("version", ["0.0.9 --index=x", "git+https://example.com/x", "0.0.9;os_name", "1/2", "-1", "*"])
def test_a_version_that_is_none_is_refused(project: Path, version: str) -> None:
    pyproject = project / "pyproject.toml"
    pyproject.write_text(pyproject.read_text().replace("storehook-core==0.0.9", f"storehook-core=={version}"))

    with pytest.raises(CommandError, match="is not a project of `storehook new`"):
        made_of(project)


def test_without_an_own_index_no_package_of_that_name_is_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ran: list[tuple[str, ...]] = []
    monkeypatch.setattr(upgrading, "uv", lambda *words, **_: ran.append(words))
    for name in upgrading.INDEXES:
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(CommandError, match="Set UV_INDEX to the address"):
        upgrading.files_of("0.0.9", "my-app", tmp_path)

    assert ran == []


def test_the_name_goes_to_the_other_version_as_no_option(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("UV_INDEX", "http://127.0.0.1:1/simple")
    ran: list[tuple[str, ...]] = []
    monkeypatch.setattr(upgrading, "uv", lambda *words, **_: ran.append(words))

    upgrading.files_of("0.0.9", "my-app", tmp_path)

    assert ran[0][-2:] == ("--", "my-app")


def test_an_older_command_downgrades_nothing(storehook: Storehook, project: Path) -> None:
    pyproject = project / "pyproject.toml"
    pyproject.write_text(pyproject.read_text().replace("==0.0.9", "==99.0.0"))
    commit()

    done = storehook("upgrade", "--yes")

    assert done.exit_code == 1
    assert "the older" in done.stderr
    assert made_of(project) == ("my-app", "99.0.0")


@pytest.fixture
def without_runs(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Today's template, unlike the project's, has another table in place of Runs."""
    ours = dict(new_project.files("my-app"))
    ours["template.yaml"] = ours["template.yaml"].replace(b"\n  Runs:\n", b"\n  AllRuns:\n")
    monkeypatch.setattr(new_project, "files", lambda _: ours.items())


@pytest.mark.usefixtures("without_runs")
def test_what_would_lose_data_is_refused_and_changes_nothing(storehook: Storehook, project: Path) -> None:
    done = storehook("upgrade", "--yes")

    assert done.exit_code == 1
    assert "Runs would be deleted, and with it its rows." in done.stderr
    assert made_of(project) == ("my-app", "0.0.9")


@pytest.mark.usefixtures("without_runs")
def test_what_would_lose_data_is_refused_though_the_template_cannot_be_merged(
    storehook: Storehook, project: Path
) -> None:
    template = project / "template.yaml"
    template.write_bytes(template.read_bytes().replace(b"\n  Runs:\n", b"\n  Runs: # mine\n"))
    commit()

    done = storehook("upgrade", "--yes")

    assert done.exit_code == 1
    assert "Runs would be deleted, and with it its rows." in done.stderr


@pytest.mark.usefixtures("project")
def test_what_it_changes_can_be_read_by_a_program(storehook: Storehook) -> None:
    done = storehook("upgrade", "--dry-run", "--json")

    found = json.loads(done.stdout)
    assert (found["from"], found["to"]) == ("0.0.9", version("storehook"))
    assert {"path": "from-storehook/functions/timer/timer.py", "outcome": "changed"} in found["files"]
