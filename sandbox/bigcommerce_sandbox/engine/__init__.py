"""The engine: it serves the documented operations from the facts, with rules as data and behaviour as code."""
