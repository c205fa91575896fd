"""Plain frozen values that every part may use. No behaviour beyond what their fields say."""
