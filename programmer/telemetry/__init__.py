"""Bytes and frames between this program and a pump; this room knows no drug and no pump."""
