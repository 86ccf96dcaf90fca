"""Queries for runs: the index of the table of runs that answers each, and their results."""
