"""What leaves the program on paper: reports made from the records alone."""
