"""Setting up, publishing, repeating and supervising quizzes."""
