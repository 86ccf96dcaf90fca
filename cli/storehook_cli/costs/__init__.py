"""What a month costs at AWS: counted calls, and dated prices."""
