"""Changes the decisions a little, one change at a time, to see that a test notices: out of CI, as it takes minutes."""
