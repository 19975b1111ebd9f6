"""Question banks on screen, papers, quizzes, attempts, practice, monitor, item analysis."""
