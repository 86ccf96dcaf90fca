"""Tables of the documents are complete, in order, and true."""

import re
import tomllib
from itertools import pairwise

from tests.support.documents import TEXTS, rows
from tests.support.repository import ROOT
from tests.support.rules import expect_none


def test_each_attack_of_the_threat_model_has_a_test_of_this_name() -> None:
    tests = "".join(file.read_text() for file in (ROOT / "tests").rglob("test_*.py"))
    named = re.findall(r"`(test_\w+)` \|$", TEXTS["docs/explanation/security.md"], re.MULTILINE)

    assert len(named) > 10
    expect_none(name for name in named if f"def {name}(" not in tests)


def test_the_layers_are_those_of_the_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in contracts if contract.get("containers") == ["storehook"])
    held = {(len(layers) - number, name) for number, layer in enumerate(layers) for name in layer.split(" | ")}
    documented = {
        (int(number), name.strip("`")) for number, name, *_ in rows("docs/explanation/architecture.md", "layer")
    }

    expect_none(f"architecture.md lacks {name} in layer {number}" for number, name in held - documented)
    expect_none(f"architecture.md has {name} in layer {number}" for number, name in documented - held)


def test_the_glossary_is_in_order() -> None:
    terms = [row[0].lower() for row in rows("docs/glossary.md", "term")]

    expect_none(f"{after} comes before {before}" for before, after in pairwise(terms) if before >= after)
