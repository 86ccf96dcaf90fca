"""AWS: the tables, queues, keys and secrets behind the protocols. Only this package uses boto3 and botocore."""
