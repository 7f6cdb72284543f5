"""Will a loan be paid back? A model, and a small service that answers over HTTP."""
