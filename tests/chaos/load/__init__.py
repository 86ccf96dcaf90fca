"""A bulk import among many small stores, while calls fail and processes die."""

from tests.chaos.load.campaign import main, violations
from tests.chaos.load.report import report

__all__ = ["main", "report", "violations"]
