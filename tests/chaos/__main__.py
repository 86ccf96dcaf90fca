"""`python -m tests.chaos PART SIZE` tries one way of breaking the promises; it fails if one was broken."""

import sys

from tests.chaos import attack

PARTS = {"attack": attack.main}


def main(part: str, size: str = "10000") -> int:
    """Run a part; gives the exit code."""
    violations = PARTS[part](int(size))
    sys.stdout.write("".join(f"VIOLATION {violation}\n" for violation in violations))
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
