"""Everything true of questions without a web request: import its modules, `from question_bank import answers`."""
