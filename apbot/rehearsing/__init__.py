"""Dialogues tried without anybody: what transcripts visit, and what random respondents run into."""
