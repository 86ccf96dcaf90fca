"""The countries whose names the stand-in store knows, by their codes of ISO 3166."""

_TABLE = """
AE United Arab Emirates|AR Argentina|AT Austria|AU Australia|BE Belgium|BG Bulgaria|BR Brazil|CA Canada|CH Switzerland|
CL Chile|CN China|CO Colombia|CY Cyprus|CZ Czech Republic|DE Germany|DK Denmark|EE Estonia|EG Egypt|ES Spain|FI Finland|
FR France|GB United Kingdom|GR Greece|HK Hong Kong|HR Croatia|HU Hungary|ID Indonesia|IE Ireland|IL Israel|IN India|
IS Iceland|IT Italy|JP Japan|KE Kenya|KR Korea, Republic of|LT Lithuania|LU Luxembourg|LV Latvia|MA Morocco|MT Malta|
MX Mexico|MY Malaysia|NG Nigeria|NL Netherlands|NO Norway|NZ New Zealand|PE Peru|PH Philippines|PL Poland|PT Portugal|
RO Romania|RS Serbia|SA Saudi Arabia|SE Sweden|SG Singapore|SI Slovenia|SK Slovakia|TH Thailand|TR Turkey|TW Taiwan|
UA Ukraine|US United States|VN Vietnam|ZA South Africa
"""

COUNTRIES: dict[str, str] = {each[:2]: each[3:] for each in _TABLE.replace("\n", "").split("|")}
"""The names by the codes."""

CODES: dict[str, str] = {name: code for code, name in COUNTRIES.items()}
"""The codes by the names."""
