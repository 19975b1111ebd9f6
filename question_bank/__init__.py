"""Everything true of questions without a web request: its modules are its public names."""
