"""Record ids as Salesforce makes them: object prefix, number, and three characters of checksum."""

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CHECKSUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_POD = "5i0"

PREFIXES = {
    "Organization": "00D",
    "Account": "001",
    "Contact": "003",
    "User": "005",
    "Profile": "00e",
    "UserRole": "00E",
    "Opportunity": "006",
    "OpportunityHistory": "008",
    "Lead": "00Q",
    "Task": "00T",
    "Event": "00U",
    "OpportunityLineItem": "00k",
    "Quote": "0Q0",
    "CampaignMember": "00v",
    "Product2": "01t",
    "PricebookEntry": "01u",
    "Pricebook2": "01s",
    "Case": "500",
    "Campaign": "701",
    "Territory2": "0MI",
    "Territory2Model": "0MA",
    "Territory2Type": "0M5",
    "UserTerritory2Association": "0MS",
    "ObjectTerritory2Association": "0Jf",
    "DatedConversionRate": "04w",
}


def extend_id(id_15: str) -> str:
    """The 18-character id: each five characters give one that says which of them are upper case."""
    checksum = ""
    for start in (0, 5, 10):
        chunk = id_15[start : start + 5]
        bits = sum(1 << place for place, char in enumerate(chunk) if "A" <= char <= "Z")
        checksum += _CHECKSUM[bits]
    return id_15 + checksum


def salesforce_id(object_name: str, number: int) -> str:
    """The id of the `number`-th record of an object, 18 characters."""
    digits = ""
    while number:
        number, rest = divmod(number, 62)
        digits = _BASE62[rest] + digits
    return extend_id(PREFIXES[object_name] + _POD + digits.rjust(9, "0"))


class IdSequence:
    """Hands out the ids of one object in rising order, with small gaps."""

    def __init__(self, object_name: str, start: int = 7919) -> None:
        self._object_name = object_name
        self._next = start

    def take(self) -> str:
        """The next unused id."""
        self._next += 1 + self._next % 3
        return salesforce_id(self._object_name, self._next)
