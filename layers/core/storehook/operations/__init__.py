"""Operations: the questions and acts of an operator, for the console and the command.

An operation that is not carried out raises an `OperationError`. An invalid query raises a `QueryInvalid`.
"""
