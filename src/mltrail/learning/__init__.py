"""What is to be learned, and how far somebody has come."""
