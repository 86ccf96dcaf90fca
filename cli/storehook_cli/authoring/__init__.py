"""Tools for an author's project."""
