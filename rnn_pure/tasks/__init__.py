"""What a network is taught: adding, with the article's own settings, and guessing the next character of a text."""
