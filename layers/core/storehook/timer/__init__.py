"""Wakes the runs that wait, when they are due."""
