"""E-mail to adults of the school: that something is ready or due, never a word of a student.

smtp.py  one message to one server   letters.py  what stands in it   service.py  what is due, sent
"""
