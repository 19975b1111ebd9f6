"""Measurements, one script a figure. README.md says how to repeat them and what they mean."""
