"""What a network is taught: adding, as in the article, and other rules, all automata; and text."""
