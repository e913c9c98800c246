"""What a school decides, in one small file that it writes itself.

definition.py  the values        reading.py  the file, with line and repair
calendar.py    its days          school.yaml the commented file that ``apbot init`` writes
"""

from .definition import Contact, School, Term
from .reading import read_school

__all__ = ["Contact", "School", "Term", "read_school"]
