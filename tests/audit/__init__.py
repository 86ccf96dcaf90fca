"""Audits what ships: the template that AWS is given, and every package."""
