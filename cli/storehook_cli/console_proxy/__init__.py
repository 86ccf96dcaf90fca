"""Local proxy of the console. It signs the browser's requests with the operator's AWS credentials."""
