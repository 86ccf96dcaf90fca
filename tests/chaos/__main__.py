"""`python -m tests.chaos [PART …]`: run all parts, or the named ones. Exit with 1 if there was a violation."""

import os
import sys

from tests.chaos.parts import PARTS, Size, run, select


def main(names: list[str]) -> int:
    """Run parts one after the other, and print the violations."""
    if unknown := set(names) - set(PARTS):
        sys.exit(f"Unknown part: {', '.join(sorted(unknown))}. Choose from {', '.join(PARTS)}.")
    size, violations = Size.of(os.environ), list[str]()
    for name in select(names, size):
        sys.stdout.write(f"\n{name}\n")
        violations += [f"{name}: {violation}" for violation in run(name, size)]
    sys.stdout.writelines(f"✗ {violation}\n" for violation in violations)
    sys.stdout.write(f"{len(violations)} violations\n")
    return bool(violations)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
