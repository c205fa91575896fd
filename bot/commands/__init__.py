"""The commands of `rumbo`, one file a group; `bot/cli.py` joins them."""
