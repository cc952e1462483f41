"""The pages of the window: each renders one state and tells its view-model what a person asks for."""
