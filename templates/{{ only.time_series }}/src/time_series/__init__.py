"""How many people will ride in the next two weeks? Look back, learn, forecast."""
