"""Problems, and what is done about them."""
