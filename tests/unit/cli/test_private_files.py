"""Files with secrets are for their owner alone."""

import json
from pathlib import Path

import pytest

from storehook_cli.files import write_private
from storehook_cli.local.local_stack import LocalStack, StackInfo


def mode(file: Path) -> str:
    return oct(file.stat().st_mode & 0o777)


def test_a_private_file_is_its_owners(tmp_path: Path) -> None:
    write_private(tmp_path / "file", "the text")

    assert ((tmp_path / "file").read_text(), mode(tmp_path / "file")) == ("the text", "0o600")


def test_a_file_that_all_could_read_is_replaced_for_who_has_it_open_too(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("before")
    file.chmod(0o644)
    with file.open() as opened:
        write_private(file, "the secret")

        assert (opened.read(), mode(file)) == ("before", "0o600")


def test_what_is_up_is_noted_for_this_user_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = StackInfo(
        "api", "webhooks", "sandbox", "aws", "us-east-1", "stack", {}, "abc123", "client", "the secret", {}
    )
    monkeypatch.setattr(LocalStack, "info", info)

    noted = LocalStack(tmp_path, tmp_path, aws_port=1, sandbox_port=0).write_info()

    assert (json.loads(noted.read_text())["client_secret"], mode(noted)) == ("the secret", "0o600")
