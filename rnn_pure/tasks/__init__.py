"""What a network is taught: adding, as in the article, also as an automaton; and text."""
