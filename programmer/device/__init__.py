"""Pumps, seen from the wire: what each kind understands, and how its messages become therapy."""
