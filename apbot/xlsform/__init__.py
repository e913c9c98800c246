"""Spreadsheets in and out: XLSForm workbooks <-> dialogue folders, with a report of every loss.

``importing.py`` and ``exporting.py`` first; ``reading.py`` is the door to pyxform.
"""
