"""The page of the link, for technicians."""
