"""Actions' own permissions are checked before a deploy: a very wide one must be declared as wide."""

import json
from pathlib import Path
from typing import Any

import pytest

from storehook_cli.authoring.permissions import FILE, check_permissions
from storehook_cli.errors import CommandError


def checked(folder: Path, *statements: Any) -> None:
    put(folder, json.dumps({"Version": "2012-10-17", "Statement": statements}))
    check_permissions(folder)


def put(folder: Path, text: str) -> None:
    (folder / FILE).parent.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(text)


def allow(action: Any, resource: Any, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


@pytest.mark.parametrize(
    "statement",
    [
        allow("s3:GetObject", "arn:aws:s3:::mugs/*"),
        allow("sts:GetCallerIdentity", "*"),
        allow("s3:*", {"Fn::GetAtt": ["Mugs", "Arn"]}),
        allow(["s3:GetObject", "s3:PutObject"], ["arn:aws:s3:::mugs/*"]),
        allow("s3:*", "*") | {"Effect": "Deny"},
        allow("s3:*", "*", Sid="AnythingInEveryBucket"),
    ],
    ids=str,
)
def test_what_names_its_actions_or_resources_or_says_twice_that_it_does_not_is_taken(
    tmp_path: Path, statement: dict[str, Any]
) -> None:
    checked(tmp_path, statement)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (allow("*", "*"), r"allows \* on everything"),
        (allow("s3:*", "*"), r"allows s3:\* on everything"),
        (allow(["s3:GetObject", "s3:Put?bject"], ["arn:aws:s3:::mugs/*", "*"]), "allows s3:Put.bject on everything"),
        (allow("s3:*", "*", Sid="Buckets"), "starts with Anything"),
        ({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, "on everything"),
        ({"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::mugs"}, "on everything"),
    ],
    ids=str,
)
def test_whole_families_of_actions_on_everything_are_refused(
    tmp_path: Path, statement: dict[str, Any], told: str
) -> None:
    with pytest.raises(CommandError, match=told):
        checked(tmp_path, allow("s3:GetObject", "*"), statement)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"Statement": {}}',
        '{"Statement": [1]}',
        '{"Statement": [{"Action": "s3:*"}]}',
        '{"Statement": [{"Effect": "Allow", "Action": []}]}',
        '{"Statement": [{"Effect": "Allow", "Resource": "*"}]}',
    ],
)
def test_what_is_no_policy_is_told(tmp_path: Path, text: str) -> None:
    put(tmp_path, text)

    with pytest.raises(CommandError, match="is not a policy"):
        check_permissions(tmp_path)


def test_where_there_is_no_file_sam_says_so(tmp_path: Path) -> None:
    check_permissions(tmp_path)
