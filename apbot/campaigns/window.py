"""Until when something can be answered.

Three durations: X to begin, Y of grace for who began, Z without a sign of life. Not begun, it
closes at opening + X; begun, at the earlier of opening + X + Y and last activity + Z. Counted from
the opening, so that who begins early has not less time than who begins late.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from storage.scheduled import Campaign


@dataclass(frozen=True, slots=True)
class Window:
    start_within: dt.timedelta
    grace: dt.timedelta
    inactivity: dt.timedelta

    @classmethod
    def of(cls, campaign: Campaign) -> Window:
        return cls(campaign.start_within, campaign.grace, campaign.inactivity)

    def closes_at(self, opened_at: dt.datetime, last_active: dt.datetime | None) -> dt.datetime:
        """``last_active``: None where it was not begun."""
        starts_until = opened_at + self.start_within
        if last_active is None:
            return starts_until
        return min(starts_until + self.grace, last_active + self.inactivity)
