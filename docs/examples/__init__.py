"""Examples of the options of `@action`: each with its event, its test and the runs that the test expects."""
