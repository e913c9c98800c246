"""Campaigns: what is asked of which classes, and of whom."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index, Integer, String, Text, UniqueConstraint, text

from storage.columns import Kept, LongId, Row, UtcDateTime, column


class CampaignRow(Row, table=True):
    """Durations in seconds; ``class_ids`` is a JSON list."""

    id: str = column(String, primary_key=True, personal=False, kept=Kept.SCHOOL_YEAR)
    title: str = column(Text, personal=False, kept=Kept.SCHOOL_YEAR)
    dialogue: str = column(String, personal=False, kept=Kept.SCHOOL_YEAR)
    asked: str = column(String, personal=False, kept=Kept.SCHOOL_YEAR)
    class_ids: str = column(Text, personal=False, kept=Kept.SCHOOL_YEAR)
    school_year: str = column(String, index=True, personal=False, kept=Kept.SCHOOL_YEAR)
    start_within: int = column(Integer, personal=False, kept=Kept.SCHOOL_YEAR)
    grace: int = column(Integer, personal=False, kept=Kept.SCHOOL_YEAR)
    inactivity: int = column(Integer, personal=False, kept=Kept.SCHOOL_YEAR)
    state: str = column(String, personal=False, kept=Kept.SCHOOL_YEAR)
    created_by: str = column(String, personal=True, kept=Kept.SCHOOL_YEAR)
    created_at: dt.datetime = column(UtcDateTime, personal=False, kept=Kept.SCHOOL_YEAR)


class CampaignOccasionRow(Row, table=True):
    campaign_id: str = column(
        String, "campaign.id", primary_key=True, personal=False, kept=Kept.SCHOOL_YEAR
    )
    name: str = column(String, primary_key=True, personal=False, kept=Kept.SCHOOL_YEAR)
    opens_at: dt.datetime = column(UtcDateTime, personal=False, kept=Kept.SCHOOL_YEAR)
    opened_at: dt.datetime | None = column(
        UtcDateTime, nullable=True, personal=False, kept=Kept.SCHOOL_YEAR
    )

    __table_args__ = (
        Index(
            "ix_campaign_occasion_waiting",
            "opens_at",
            sqlite_where=text("opened_at IS NULL"),
            postgresql_where=text("opened_at IS NULL"),
        ),
    )


class AssignmentRow(Row, table=True):
    """``told`` is words separated by spaces; ``next_at`` is null once nothing is left to do."""

    id: int = column(LongId, primary_key=True, personal=False, kept=Kept.SCHOOL_YEAR)
    campaign_id: str = column(String, "campaign.id", personal=False, kept=Kept.SCHOOL_YEAR)
    occasion: str = column(String, personal=False, kept=Kept.SCHOOL_YEAR)
    respondent_id: str = column(
        String, "person.id", index=True, personal=True, kept=Kept.SCHOOL_YEAR
    )
    subject_id: str = column(String, "person.id", index=True, personal=True, kept=Kept.SCHOOL_YEAR)
    opened_at: dt.datetime = column(UtcDateTime, personal=True, kept=Kept.SCHOOL_YEAR)
    next_at: dt.datetime | None = column(
        UtcDateTime, nullable=True, personal=True, kept=Kept.SCHOOL_YEAR
    )
    told: str = column(String, personal=True, kept=Kept.SCHOOL_YEAR)
    state: str = column(String, personal=True, kept=Kept.SCHOOL_YEAR)

    __table_args__ = (
        UniqueConstraint("campaign_id", "occasion", "respondent_id", "subject_id"),
        Index(
            "ix_assignment_waiting",
            "next_at",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
    )
