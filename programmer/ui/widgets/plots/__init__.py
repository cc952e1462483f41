"""Curves over time: a store that keeps every extreme, an item that draws it fast, and the plots made of them."""
