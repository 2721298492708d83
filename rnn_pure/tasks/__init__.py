"""What a network is taught: adding, as in the article, and guessing a text's next character."""
