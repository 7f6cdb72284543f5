"""From one level to the next: the render of the new one, merged with all that the owner did."""
