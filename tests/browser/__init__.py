"""The console in a browser. A package, so that the browser is closed when its tests are done."""
