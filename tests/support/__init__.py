"""Shared parts of tests: builders, test doubles and helpers. Fixtures are in conftest files."""
