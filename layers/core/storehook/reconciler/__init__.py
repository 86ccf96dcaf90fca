"""Works on the tasks of the reconcile queue."""
