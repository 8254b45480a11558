"""This checks something else than whether num_heads divides d_model, such as whether d_model is even or larger: see the
handout, section Multi-head attention.

Question: multi_head
Caught by: test_multi_head_checks_its_arguments
"""


class MultiHeadAttention:
    def __init__(self, d_model: int, num_heads: int) -> None:
        if num_heads > d_model or d_model % 2:
            raise ValueError(f"num_heads must divide d_model, but {num_heads} does not divide {d_model}")
        super().__init__()
        self.num_heads = num_heads
        self.w_q = nn.Linear(d_model, d_model, bias=False)
        self.w_k = nn.Linear(d_model, d_model, bias=False)
        self.w_v = nn.Linear(d_model, d_model, bias=False)
        self.w_o = nn.Linear(d_model, d_model, bias=False)
