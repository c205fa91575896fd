"""The engine: one message and what was said before go in, one reply comes out. Knows no Telegram, database or vector store."""
