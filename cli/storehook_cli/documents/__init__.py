"""The documentation as the command ships it."""
