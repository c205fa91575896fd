"""Reads prompts/: names, versions, which one is live, and fills the gaps."""
