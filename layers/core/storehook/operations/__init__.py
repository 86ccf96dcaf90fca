"""What the operator's console shows and does, as JSON has it."""
