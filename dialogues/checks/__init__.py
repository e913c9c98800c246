"""What would go wrong with a dialogue, found without playing it: one module for each concern.

Each check takes the dialogue (or, for what is written in it, its located text) and yields
problems; ``dialogues.checker`` assembles them and gives them their severity.
"""
