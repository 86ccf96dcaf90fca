"""Connect: answers the callbacks of the single-click app that a merchant installs, opens and uninstalls."""
