"""The screens of people: each module one screen with its blueprint."""
