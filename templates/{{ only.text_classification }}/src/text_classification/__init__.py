"""Put descriptions of programs on the shelf of an archive where people would look for them."""
