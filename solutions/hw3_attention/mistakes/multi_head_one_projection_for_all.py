"""The projections share one nn.Linear: assigning it to several names makes no copy, so loading one changes all of them.
Make four: see the handout, section Multi-head attention.

Question: multi_head
Caught by: test_multi_head_parameters
"""


class MultiHeadAttention:
    def __init__(self, d_model: int, num_heads: int) -> None:
        if d_model % num_heads != 0:
            raise ValueError(f"num_heads must divide d_model, but {num_heads} does not divide {d_model}")
        super().__init__()
        self.num_heads = num_heads
        self.w_q = nn.Linear(d_model, d_model, bias=False)
        self.w_k = self.w_v = self.w_q
        self.w_o = nn.Linear(d_model, d_model, bias=False)
