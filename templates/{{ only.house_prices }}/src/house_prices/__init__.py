"""What is a house in Ames worth? Load, learn, predict, compare with what others sold for."""
