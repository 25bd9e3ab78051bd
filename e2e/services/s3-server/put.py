"""usage: put.py ENDPOINT ACCESS_KEY SECRET_KEY (FILE BUCKET/KEY)...   stores files as objects; makes their buckets"""

import sys

import boto3
from botocore.config import Config

endpoint, access, secret, *pairs = sys.argv[1:]
client = boto3.client(
    "s3",
    endpoint_url=endpoint,
    aws_access_key_id=access,
    aws_secret_access_key=secret,
    region_name="us-east-1",
    config=Config(request_checksum_calculation="when_required"),
)
for file, target in zip(pairs[::2], pairs[1::2]):
    bucket, key = target.split("/", 1)
    try:
        client.head_bucket(Bucket=bucket)
    except client.exceptions.ClientError:
        client.create_bucket(Bucket=bucket)
    with open(file, "rb") as body:
        client.put_object(Bucket=bucket, Key=key, Body=body.read())
