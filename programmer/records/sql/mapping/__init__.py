"""Between the frozen values of the clinic and the rows of the tables, both ways, by hand."""
