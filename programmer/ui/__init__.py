"""The window: themes, widgets, view-models and pages; Qt lives on this floor."""
