"""This raises something other than ValueError, or nothing, where num_heads does not divide d_model. `assert` raises
AssertionError: write `raise ValueError(...)`. See the handout, section Rules, rule 5.

Question: multi_head
Caught by: test_multi_head_rejects_uneven_heads
"""


class MultiHeadAttention:
    def __init__(self, d_model: int, num_heads: int) -> None:
        assert d_model % num_heads == 0, "num_heads must divide d_model"
        super().__init__()
        self.num_heads = num_heads
        self.w_q = nn.Linear(d_model, d_model, bias=False)
        self.w_k = nn.Linear(d_model, d_model, bias=False)
        self.w_v = nn.Linear(d_model, d_model, bias=False)
        self.w_o = nn.Linear(d_model, d_model, bias=False)
