"""`python -m tests.chaos [PART …]`: all parts, or those that are named; ends with 1 if anything was wrong."""

import os
import sys

from tests.chaos.parts import PARTS, Size, asked_for, run


def main(names: list[str]) -> int:
    """Run parts in turn, and say what was wrong."""
    if unknown := set(names) - set(PARTS):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}. There are: {', '.join(PARTS)}.")
    size, wrongs = Size.of(os.environ), list[str]()
    for name in asked_for(names, size):
        sys.stdout.write(f"\n{name}\n")
        wrongs += [f"{name}: {wrong}" for wrong in run(name, size)]
    sys.stdout.writelines(f"✗ {wrong}\n" for wrong in wrongs)
    sys.stdout.write(f"{len(wrongs)} violations\n")
    return bool(wrongs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
