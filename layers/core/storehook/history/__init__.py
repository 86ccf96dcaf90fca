"""What has run: which index of the table of runs answers a question, and what the answer looks like."""
