"""Queues: messages, run keys, tasks, dead letters and their ports."""
