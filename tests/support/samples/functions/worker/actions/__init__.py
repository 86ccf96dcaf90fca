"""Sample actions for the tests, which don't depend on the actions in functions/worker."""
