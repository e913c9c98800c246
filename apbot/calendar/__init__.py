"""When a school may be written to, and when it is at school: days, hours, weeks, repetitions.

Pure: a moment comes in, a moment goes out. Nothing here asks what time it is.
"""

from .days import Break, SchoolDays, UnknownDay
from .hours import QuietHours, is_allowed, next_allowed
from .known import ZONES, known_days
from .recurrence import Recurrence
from .rhythm import Rhythm, next_told

__all__ = [
    "ZONES",
    "Break",
    "QuietHours",
    "Recurrence",
    "Rhythm",
    "SchoolDays",
    "UnknownDay",
    "is_allowed",
    "known_days",
    "next_allowed",
    "next_told",
]
