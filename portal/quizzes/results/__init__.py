"""What came of a quiz: people, units, knowledge points, skills, marking by hand."""
