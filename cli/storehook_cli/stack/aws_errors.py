"""What AWS refuses, in words that say what to do."""

from botocore import exceptions as aws

_CREDENTIALS = {
    "AuthFailure",
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
}

_DENIED = {"AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation"}

_LOG_IN = "Set AWS_PROFILE to a profile that works, or log in with `aws sso login` or `aws configure`."


def explained(error: aws.BotoCoreError | aws.ClientError) -> str:
    """What happened, and what to do about it."""
    if isinstance(error, aws.ClientError):
        return _of_service(error)
    match error:
        case aws.NoCredentialsError() | aws.PartialCredentialsError() | aws.CredentialRetrievalError():
            return f"There are no AWS credentials that work: {error}\n{_LOG_IN}"
        case aws.SSOError() | aws.TokenRetrievalError() | aws.ProfileNotFound():
            return f"There are no AWS credentials that work: {error}\n{_LOG_IN}"
        case aws.NoRegionError():
            return "No AWS region is named. Give --region, set AWS_REGION, or put `region` into samconfig.toml."
        case aws.ConnectionError() | aws.HTTPClientError():
            return f"AWS cannot be reached: {error}\nCheck the network and the region, or that `make run` is up."
        case _:
            return f"The call to AWS failed: {error}\nCheck your AWS credentials and region."


def _of_service(error: aws.ClientError) -> str:
    said = error.response.get("Error", {})
    code, message = said.get("Code", "unknown"), said.get("Message", "")
    if code in _CREDENTIALS:
        return f"AWS does not accept the credentials ({code}): {message}\n{_LOG_IN}"
    if code in _DENIED:
        return f"AWS denies {error.operation_name}: {message}\nAsk for that permission, or use another AWS_PROFILE."
    return (
        f"AWS refused {error.operation_name} ({code}): {message}\nThe stack may be older than this command: deploy it."
    )
