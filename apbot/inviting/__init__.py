"""Inviting a class: cards with a personal link and a short code, and who has joined."""
