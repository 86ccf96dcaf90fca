"""Lambda's context object."""

from dataclasses import dataclass


@dataclass(slots=True)
class LambdaContext:
    """Lambda's context object."""

    seconds_left: float = 60.0
    function_name: str = "storehook-test"
    aws_request_id: str = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"

    def get_remaining_time_in_millis(self) -> int:
        return int(self.seconds_left * 1000)
