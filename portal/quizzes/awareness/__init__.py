"""What retailers know: checks without names, counted in totals."""
