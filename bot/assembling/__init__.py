"""Pieces of the root that would make `assembly.py` too long to read in one go."""
