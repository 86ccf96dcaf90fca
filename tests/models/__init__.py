"""Exhaustive models: every order of the steps of one mechanism, with a death at any point."""
