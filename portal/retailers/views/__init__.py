"""The screens of the register: the list, one shop's card, and both on the phone."""
