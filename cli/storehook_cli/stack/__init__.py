"""A deployed stack, seen from here."""
