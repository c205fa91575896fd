"""Lets `python -m bot` do what the console script `rumbo` does."""

from bot.cli import main

main()
