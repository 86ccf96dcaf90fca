"""Runs at times that a schedule says."""
