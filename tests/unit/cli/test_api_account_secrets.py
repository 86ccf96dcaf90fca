"""Secrets come from a hidden prompt where there is a terminal, and from standard input where there is none."""

import io

from tests.support.terminals import typed_into

from storehook_cli.stack.api_account_secrets import LIMIT, ApiAccountSecrets, api_account_secrets

PROGRAM = """
import sys
from storehook_cli.stack.api_account_secrets import api_account_secrets
found = api_account_secrets(sys.stdin)
print(found.access_token, found.client_secret)
"""


def test_on_a_terminal_both_are_asked_for_and_neither_is_shown() -> None:
    printed, shown = typed_into(PROGRAM, ("Access token: ", b"canary-token\n"), ("Client secret: ", b"canary-secret\n"))

    assert (printed, "canary" in shown) == (b"canary-token canary-secret\n", False)


def test_their_repr_shows_neither() -> None:
    assert "canary" not in repr(ApiAccountSecrets("canary-token", "canary-secret"))


def test_lines_may_end_as_on_windows_and_carry_blanks() -> None:
    assert api_account_secrets(io.StringIO(" token \r\n secret\r\n\r\n")) == ApiAccountSecrets("token", "secret")


def test_no_more_than_what_secrets_need_is_read() -> None:
    endless = io.StringIO("token\nsecret\n" + "\n" * 10 * LIMIT)

    assert api_account_secrets(endless) == ApiAccountSecrets("token", "secret")
    assert endless.tell() == LIMIT
