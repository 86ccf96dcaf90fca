"""AWS, behind `storehook.queues.ports`: the only modules that know boto3 and botocore."""
