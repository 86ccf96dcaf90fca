"""Operations: the questions and acts of an operator, for the console and the command."""
