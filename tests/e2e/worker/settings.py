"""Settings of the tests' actions."""

from pydantic import BaseModel


class Settings(BaseModel):
    """Who writes mails, and how many; where the ERP is."""

    sender: str
    mails: int
    erp: str
