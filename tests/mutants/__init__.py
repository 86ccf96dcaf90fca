"""Mutation tests: a small change to the code that decides must make a test fail. Not in CI: they take minutes."""
