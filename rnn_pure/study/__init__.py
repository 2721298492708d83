"""What became of a network: experiments, scores and their limits, its states, and pictures."""
