"""A list of students or of adults, as schools have it, becomes rows; or says why it cannot.

reading.py   the file -> lines of cells      columns.py   which cell is what, what is ignored
entries.py   lines -> entries                levels.py    a class name -> a proposal
planning.py  entries and who is known -> a plan, written by nobody yet
applying.py  the plan -> storage, all of it or nothing
staff_list.py, staff_plan.py, staff_applying.py: the same for adults, their roles and classes
"""
