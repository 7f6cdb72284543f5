"""Ring 3: whatever an owner did to a repo, it grows."""
