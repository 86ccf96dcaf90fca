"""AWS, behind `storehook.ports`: the only modules that know boto3 and botocore."""
