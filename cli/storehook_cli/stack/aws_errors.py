"""Explanations of errors from AWS, with a remedy."""

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


def explain(error: aws.BotoCoreError | aws.ClientError) -> str:
    """Return what happened and what to do about it."""
    if isinstance(error, aws.ClientError):
        return _explain_client_error(error)
    match error:
        case aws.NoCredentialsError() | aws.PartialCredentialsError() | aws.CredentialRetrievalError():
            return f"No working AWS credentials were found: {error}\n{_LOG_IN}"
        case aws.SSOError() | aws.TokenRetrievalError() | aws.ProfileNotFound():
            return f"No working AWS credentials were found: {error}\n{_LOG_IN}"
        case aws.NoRegionError():
            return "No AWS region is set. Pass --region, set AWS_REGION, or add `region` to samconfig.toml."
        case aws.ConnectionError() | aws.HTTPClientError():
            return f"AWS cannot be reached: {error}\nCheck the network and the region, or that `make run` is up."
        case _:
            return f"The call to AWS failed: {error}\nCheck your AWS credentials and region."


def _explain_client_error(error: aws.ClientError) -> str:
    details = error.response.get("Error", {})
    code, message = details.get("Code", "unknown"), details.get("Message", "")
    if code in _CREDENTIALS:
        return f"AWS rejected the credentials ({code}): {message}\n{_LOG_IN}"
    if code in _DENIED:
        return f"AWS denied {error.operation_name}: {message}\nAsk for that permission, or use another AWS_PROFILE."
    return (
        f"AWS refused {error.operation_name} ({code}): {message}\n"
        "The stack may be older than this command. If it is, deploy this version."
    )
