"""The real code under a seeded schedule of faults, in memory: see `history.py` for how one history goes."""
