"""Access to a deployed stack."""
