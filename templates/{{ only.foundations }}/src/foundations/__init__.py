"""The mathematics and the Python under every model: small pieces, each yours to write."""
