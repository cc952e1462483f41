"""The page that shows the pump as it is now."""
