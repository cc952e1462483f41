"""A pump in memory that speaks real frames: the training pump, and the opponent of every test."""
