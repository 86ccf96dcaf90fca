"""Reconciler: works on the tasks of the reconcile queue."""
