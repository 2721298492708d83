"""What became of a network: experiments, scores and their limits, what its states mean, and pictures of it."""
