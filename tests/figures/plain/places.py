"""Teams and territories: who and what belonged where on a day."""

from datetime import date
from pathlib import Path

from tests.figures.plain.deals import Deal
from tests.figures.plain.history import History
from tests.figures.plain.read import export, nights


class Places:
    """The role of every user and the territory of every account, night by night."""

    def __init__(self, landing: Path) -> None:
        self.nights = nights(landing)
        self._users = History(landing, "User")
        self._accounts = History(landing, "Account")
        self._territories: dict[date, dict[str, str]] = {}
        for night in self.nights:
            rows = export(landing, night, "ObjectTerritory2Association")
            self._territories[night] = {row["ObjectId"]: row["Territory2Id"] for row in rows}

    def team(self, user_id: str, day: date) -> str:
        """The user's role in that day's export; a sales team is a role."""
        return self._users.on(user_id, day)["UserRoleId"]

    def territory(self, deal: Deal, day: date) -> str:
        """The territory of the deal's account, in that day's export or the last before it.

        An account that came later than the day had the territory that it was first given.
        """
        account = self.survivor(deal.account(day))
        given = [night for night in self.nights if account in self._territories[night]]
        if not given:
            raise ValueError(f"account {account} of {deal.deal_id} never had a territory")
        earlier = [night for night in self.nights if given[0] <= night <= day]
        return self._territories[earlier[-1] if earlier else given[0]][account]

    def survivor(self, account_id: str) -> str:
        """The account that a merge, or several in a row, left standing."""
        master = self._accounts.latest(account_id)["MasterRecordId"]
        return self.survivor(master) if master else account_id
