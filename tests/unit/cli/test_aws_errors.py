"""Explanations of AWS's refusals."""

import pytest
from botocore import exceptions as aws

from storehook_cli.stack.aws_errors import explain


def refusal(code: str) -> aws.ClientError:
    return aws.ClientError({"Error": {"Code": code, "Message": "AWS's own words"}}, "GetItem")


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (aws.NoCredentialsError(), "aws sso login"),
        (aws.TokenRetrievalError(provider="sso", error_msg="expired"), "aws sso login"),
        (aws.UnauthorizedSSOTokenError(), "aws sso login"),
        (aws.ProfileNotFound(profile="shop"), "AWS_PROFILE"),
        (aws.NoRegionError(), "--region"),
        (aws.EndpointConnectionError(endpoint_url="https://sqs"), "Check the network"),
        (aws.ReadTimeoutError(endpoint_url="https://sqs"), "Check the network"),
        (aws.DataNotFoundError(data_path="x"), "Check your AWS credentials and region"),
        (refusal("ExpiredToken"), "aws sso login"),
        (refusal("UnrecognizedClientException"), "aws sso login"),
        (refusal("AccessDeniedException"), "Ask for that permission"),
        (refusal("ResourceNotFoundException"), "deploy this version"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_error_says_what_to_do(error: aws.BotoCoreError | aws.ClientError, advice: str) -> None:
    assert advice in explain(error)


def test_a_refusal_names_what_was_refused_and_keeps_aws_own_words() -> None:
    assert "denied GetItem: AWS's own words" in explain(refusal("AccessDenied"))
