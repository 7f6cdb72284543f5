"""Two texts made one, each kind in its own way: settings, Markdown, lines."""
