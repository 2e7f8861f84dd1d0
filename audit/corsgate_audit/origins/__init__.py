"""Host names and origins: who owns them, and which ones resemble them."""
