"""The page on which a pump is found and a person chosen."""
