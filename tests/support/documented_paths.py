"""Writes the paths that BigCommerce documents into the library: `python -m tests.support.documented_paths`.

The library ships without the facts about the API, which are a hundred times larger.
"""

import re
from pathlib import Path

from bigcommerce_facts import load

FILE = Path("layers/core/storehook/bigcommerce/documented_paths.py")

HEAD = '''"""Paths that BigCommerce documents. `python -m tests.support.documented_paths` writes this file.

Source: {source}.
"""

PATHS: tuple[str, ...] = (
{paths}
)
'''


def written() -> str:
    """Return the content of the file. Of paths that differ only in names of placeholders it has one."""
    facts = load()
    paths = {re.sub(r"\{[^}]+\}", "{}", operation.path): operation.path for operation in facts.operations.values()}
    return HEAD.format(
        source=facts.source.partition(":")[0], paths="\n".join(f'    "{path}",' for path in sorted(paths.values()))
    )


if __name__ == "__main__":
    FILE.write_text(written())
