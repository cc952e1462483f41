"""What must be remembered of every visit, and the door through which the visit reaches it."""
