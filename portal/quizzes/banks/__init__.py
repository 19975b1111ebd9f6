"""Question banks: items and their versions, health checks, changes to many, export, figures."""
