"""Settings of the tests' actions."""

from pydantic import BaseModel


class Settings(BaseModel):
    """Sender and number of mails, and the ERP's URL."""

    sender: str
    mails: int
    erp: str
