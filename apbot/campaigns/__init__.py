"""Campaigns: a dialogue, some classes, a window; who is told what, and when nobody is.

window.py    until when it can be answered         looking.py   what one assignment needs now
asking.py    an occasion opens: who is asked       ticking.py   all that is due, as messages
making.py    a new campaign, previewed             progress.py  who is where
"""
