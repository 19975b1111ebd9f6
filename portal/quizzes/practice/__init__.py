"""What a person does and sees on the phone: practice, own results, certificates."""
