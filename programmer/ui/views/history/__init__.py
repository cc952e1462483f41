"""The page that shows stored visits, read-only."""
