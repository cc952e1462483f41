"""How a pump delivers, exactly: pure, in whole numbers, without a clock of its own."""
