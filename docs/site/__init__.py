"""The documentation site: its pages, its settings, and the generator of the reference."""
