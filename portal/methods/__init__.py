"""Pure mathematics of the methods: numbers in, numbers out, no web, no database."""
