"""The stand-in store is a distribution of its own, and agrees with the library about what both of them know."""

import re
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from tests.support.repository import ROOT, imports, modules, name_of

from bigcommerce_sandbox import scopes as its_scopes
from bigcommerce_sandbox import signature as its_signature
from storehook.webhooks import scopes, signature


@pytest.mark.parametrize("path", modules("sandbox"), ids=name_of)
def test_nothing_of_the_stand_in_store_imports_storehook_or_its_tests(path: Path) -> None:
    assert {name for name in imports(path) if re.match(r"(storehook|storehook_cli|tests)(\.|$)", name)} == set()


def test_both_sides_know_the_same_scopes() -> None:
    assert its_scopes.known() == scopes.known()


def test_both_sides_agree_which_scope_covers_which() -> None:
    pairs = list(product(sorted(scopes.known()), repeat=2))

    assert [pair for pair in pairs if its_scopes.covers(*pair) != scopes.covers(*pair)] == []


@pytest.mark.parametrize("body", [b"", b"{}", '{"name":"Zoë"}'.encode(), b"\x00\xff"])
def test_both_sides_make_the_same_signature(body: bytes) -> None:
    parts = ("a client secret ß", "delivery-1", 1_786_447_828, body)

    assert its_signature.sign(*parts) == signature.sign(*parts)


def test_the_gate_and_the_local_aws_behind_it_need_the_standard_library_alone() -> None:
    """The local AWS has an environment of its own."""
    paths = [str(ROOT / "cli"), str(ROOT / "sandbox")]
    code = f"import sys; sys.path += {paths!r}; import storehook_cli.local.local_aws"

    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True)
