"""Telegram: one more place for the same conversations.

``updates``, ``callbacks``, ``events``, ``rendering`` and ``menu`` are pure: what Telegram sent
becomes values, what is said becomes calls to make. Nothing in them knows a network or a database.
"""
