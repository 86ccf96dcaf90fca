"""`python -m tests.simulation SEED`: print the history of a seed."""

import sys

from tests.simulation.history import run

if __name__ == "__main__":
    sys.stdout.write(run(int(sys.argv[1])).story() + "\n")
