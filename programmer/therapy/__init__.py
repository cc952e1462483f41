"""The words of the clinic: drugs, doses, programs and pumps, exact and without any input or output."""
