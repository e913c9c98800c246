"""A list of students, as schools have it, becomes classes and students; or says why it cannot.

reading.py   the file -> lines of cells      columns.py   which cell is what, what is ignored
entries.py   lines -> entries                levels.py    a class name -> a proposal
planning.py  entries and who is known -> a plan, written by nobody yet
applying.py  the plan -> storage, all of it or nothing
"""
