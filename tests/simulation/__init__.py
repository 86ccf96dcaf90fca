"""Simulation: the real code in memory, under a seeded schedule of faults. `history.py` shows one history."""
