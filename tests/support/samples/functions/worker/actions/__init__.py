"""A user's actions, frozen: whatever is done to those of functions/worker, the tests have these."""
