"""A Telegram of one's own: the Bot API over HTTP on this machine, and a chat page to write to the bot with."""
