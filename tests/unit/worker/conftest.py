"""The worker's handlers import the actions and models beside them. Here these are samples, not the user's own."""

import sys

from tests.support.repository import SAMPLES

sys.path.insert(0, str(SAMPLES / "functions" / "worker"))
