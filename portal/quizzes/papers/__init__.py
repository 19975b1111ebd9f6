"""Papers: rules, coverage, drawing, prints and Word files."""
