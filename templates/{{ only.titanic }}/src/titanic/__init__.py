"""Who survived the Titanic? Load, learn, predict."""
