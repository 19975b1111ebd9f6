"""Files of items on their way into a bank: read, previewed row by row, applied, undone."""
