"""Problems of values that pydantic refuses, in words for rows, logs and the console."""

from pydantic import ValidationError


def problems(error: ValidationError) -> str:
    """Describe each problem and its field. The values are left out, because they may be personal data."""
    details = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(": ".join((*_field(detail["loc"]), detail["msg"])) for detail in details)


def invalid_fields(error: ValidationError) -> set[str]:
    """Return the names of the fields that have a problem."""
    return {str(detail["loc"][0]) for detail in error.errors(include_url=False) if detail["loc"]}


def _field(path: tuple[int | str, ...]) -> list[str]:
    return [".".join(map(str, path))] if path else []
