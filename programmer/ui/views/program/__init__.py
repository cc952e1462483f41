"""The page on which therapy is changed, step by step."""
