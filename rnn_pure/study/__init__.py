"""What became of a network: how good it is, what is inside, what is certain, and pictures of it."""
