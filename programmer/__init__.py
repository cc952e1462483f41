"""Clinician programmer for intrathecal drug pumps."""

__version__ = "0.1.0"
