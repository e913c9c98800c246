"""Classes, students and adults as those who may change them see them; no answer is ever read.

Every act is one function over a unit of work: it looks whether it is allowed, then whether what
was typed makes sense, then does it and writes a line in the audit trail, without any name.
"""
