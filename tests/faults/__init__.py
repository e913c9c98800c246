"""Faults on purpose: the real program, killed at any moment."""
