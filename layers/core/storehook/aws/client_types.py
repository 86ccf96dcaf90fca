"""Types of the clients on the hot paths: the operations that both the SDK's clients and `SignedClient` have.

Parameters have the SDK's types. Answers of `SignedClient` differ in two ways: bytes are base64, and empty values may be
missing. The answers of KMS, which consist of bytes, are therefore not typed.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypedDict, Unpack

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from types_boto3_dynamodb import type_defs as dynamodb
    from types_boto3_kms import type_defs as kms
    from types_boto3_secretsmanager import type_defs as secretsmanager
    from types_boto3_sqs import type_defs as sqs
    from types_boto3_ssm import type_defs as ssm


class Limits(TypedDict):
    """Limits of a client's calls.

    Args:
        connect_timeout: longest wait for a connection, in seconds.
        read_timeout: longest wait for an answer, in seconds.
        attempts: most attempts of a call, including the first.
    """

    connect_timeout: float
    read_timeout: float
    attempts: int


class DynamoDBExceptions(Protocol):
    """Exception classes of DynamoDB that adapters catch."""

    ConditionalCheckFailedException: type[ClientError]


class DynamoDBOperations(Protocol):
    """Operations of DynamoDB on the hot paths."""

    @property
    def exceptions(self) -> DynamoDBExceptions: ...

    def get_item(self, **kwargs: Unpack["dynamodb.GetItemInputTypeDef"]) -> "dynamodb.GetItemOutputTypeDef": ...

    def put_item(self, **kwargs: Unpack["dynamodb.PutItemInputTypeDef"]) -> "dynamodb.PutItemOutputTypeDef": ...

    def update_item(
        self, **kwargs: Unpack["dynamodb.UpdateItemInputTypeDef"]
    ) -> "dynamodb.UpdateItemOutputTypeDef": ...

    def delete_item(
        self, **kwargs: Unpack["dynamodb.DeleteItemInputTypeDef"]
    ) -> "dynamodb.DeleteItemOutputTypeDef": ...

    def query(self, **kwargs: Unpack["dynamodb.QueryInputTypeDef"]) -> "dynamodb.QueryOutputTypeDef": ...


class KmsExceptions(Protocol):
    """Exception classes of KMS that adapters catch."""

    InvalidCiphertextException: type[ClientError]
    IncorrectKeyException: type[ClientError]


class KmsOperations(Protocol):
    """Operations of KMS on the hot paths."""

    @property
    def exceptions(self) -> KmsExceptions: ...

    def encrypt(self, **kwargs: Unpack["kms.EncryptRequestTypeDef"]) -> Mapping[str, Any]: ...

    def decrypt(self, **kwargs: Unpack["kms.DecryptRequestTypeDef"]) -> Mapping[str, Any]: ...


class StoredSecretsOperations(Protocol):
    """Operations of Secrets Manager on the hot paths."""

    def get_secret_value(
        self, **kwargs: Unpack["secretsmanager.GetSecretValueRequestTypeDef"]
    ) -> "secretsmanager.GetSecretValueResponseTypeDef": ...


class SqsOperations(Protocol):
    """Operations of SQS on the hot paths."""

    def send_message(self, **kwargs: Unpack["sqs.SendMessageRequestTypeDef"]) -> "sqs.SendMessageResultTypeDef": ...

    def send_message_batch(
        self, **kwargs: Unpack["sqs.SendMessageBatchRequestTypeDef"]
    ) -> "sqs.SendMessageBatchResultTypeDef": ...

    def change_message_visibility(
        self, **kwargs: Unpack["sqs.ChangeMessageVisibilityRequestTypeDef"]
    ) -> "sqs.EmptyResponseMetadataTypeDef": ...

    def delete_message_batch(
        self, **kwargs: Unpack["sqs.DeleteMessageBatchRequestTypeDef"]
    ) -> "sqs.DeleteMessageBatchResultTypeDef": ...


class SsmExceptions(Protocol):
    """Exception classes of Parameter Store that adapters catch."""

    ParameterNotFound: type[ClientError]


class SsmOperations(Protocol):
    """Operations of Parameter Store on the hot paths."""

    @property
    def exceptions(self) -> SsmExceptions: ...

    def get_parameter(self, **kwargs: Unpack["ssm.GetParameterRequestTypeDef"]) -> "ssm.GetParameterResultTypeDef": ...
