"""What answers say of the items: statistics, marking anew, evidence of copying."""
