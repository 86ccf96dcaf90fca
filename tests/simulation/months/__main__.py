"""`python -m tests.simulation.months TESTER SEED`: print the history of a seed."""

import sys

from tests.simulation.months.testers import TESTERS

if __name__ == "__main__":
    sys.stdout.write(f"{TESTERS[sys.argv[1]](int(sys.argv[2]))}\n")
