"""What the examples share: the terminal, flags, teaching, the experiments."""
