"""AWS: the real tables, queues, keys and secrets behind the protocols. Nothing else knows boto3 and botocore."""
