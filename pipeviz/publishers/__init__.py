"""Pages → a folder, or a site. The only rooms that write."""
