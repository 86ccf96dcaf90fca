"""Writes the paths that BigCommerce documents into the library: `python -m tests.support.documented_paths`.

The library ships without the facts about the API, which are a hundred times larger.
"""

import re
from collections import defaultdict
from pathlib import Path

from bigcommerce_facts import load

FILE = Path("layers/core/storehook/bigcommerce/documented_paths.py")

HEAD = '''"""Paths that BigCommerce documents. `python -m tests.support.documented_paths` writes this file.

Source: {source}.
"""

PATHS: dict[str, str] = {{
{paths}
}}
"""The methods of each path."""
'''


def written() -> str:
    """Return the content of the file. Of paths that differ only in names of placeholders it has one."""
    facts = load()
    paths: dict[str, str] = {}
    methods: defaultdict[str, set[str]] = defaultdict(set)
    for operation in facts.operations.values():
        shape = re.sub(r"\{[^}]+\}", "{}", operation.path)
        paths[shape] = operation.path
        methods[shape].add(operation.method)
    lines = sorted(f'    "{path}": "{" ".join(sorted(methods[shape]))}",' for shape, path in paths.items())
    return HEAD.format(source=facts.source.partition(":")[0], paths="\n".join(lines))


if __name__ == "__main__":
    FILE.write_text(written())
