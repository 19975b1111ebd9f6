"""Answers as files: rows of cells made once, written as CSV or as a workbook."""
