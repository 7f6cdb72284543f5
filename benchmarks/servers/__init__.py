"""The same Titanic model behind other servers, for `serving.py`; each file is run by its server."""
