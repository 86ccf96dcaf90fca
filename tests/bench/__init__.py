"""Benchmarks on the local stack: run them by hand, with `make bench`. None asserts a time."""
