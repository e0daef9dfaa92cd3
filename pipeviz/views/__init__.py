"""Model → diagram: the only place where AWS words and drawing words meet."""
