"""An attempt from its start to its mark: journal, sealing, marking, examiners."""
