"""Crash points: each call of each function fails, and its process is killed, one at a time."""
