"""Values that records can store."""

from hypothesis import strategies as st

NUMBERS = st.integers(-(10**38) + 1, 10**38 - 1) | st.decimals(-(10**20), 10**20, places=12, allow_nan=False)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
PLAIN = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda values: st.lists(values, max_size=3) | st.dictionaries(TEXTS.filter(bool), values, max_size=3),
    max_leaves=8,
)
