"""What is right and wrong with a deployed stack: facts are read by one module, and judged by others."""
