"""The single-click app: a merchant installs it, opens it and uninstalls it, and BigCommerce calls us back."""
