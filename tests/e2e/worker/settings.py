"""Settings of the tests' actions."""

from pydantic import BaseModel


class Settings(BaseModel):
    """Who writes mails, and how many."""

    sender: str
    mails: int
