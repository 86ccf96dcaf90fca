"""Write `bigcommerce_facts/facts.json` and print what has changed: `python -m sandbox.generator DOCUMENTS`."""

import argparse
import json
import sys
from pathlib import Path

from sandbox.generator.changes import changes
from sandbox.generator.documents import read_documents
from sandbox.generator.facts import Facts, derive, write, written_out

FACTS = Path(__file__).parents[1] / "bigcommerce_facts/facts.json"
"""The file in the package."""


def main(arguments: list[str]) -> None:
    """Generate the facts from the documents at the path that the arguments name."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.generator", description=__doc__)
    parser.add_argument("documents", type=Path, help="a JSON file with the operations of BigCommerce's API documents")
    text = write(derive(read_documents(parser.parse_args(arguments).documents)))
    before: Facts = {"operations": {}, "kinds": {}, "schemas": {}}
    before |= json.loads(FACTS.read_text()) if FACTS.exists() else {}
    lines = changes(written_out(before), written_out(json.loads(text)))
    FACTS.write_text(text)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.write(f"{len(lines)} changes in {FACTS.name}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
