"""Long tests that try to break the promises. Not part of CI, because they take minutes."""
