"""What is certain: a proof for numbers of every length, or a sum that is wrong."""
