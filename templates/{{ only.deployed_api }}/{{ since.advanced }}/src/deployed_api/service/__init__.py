"""Answer over HTTP: the model, the API and its page."""
