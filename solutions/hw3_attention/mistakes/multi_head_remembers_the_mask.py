"""This keeps the mask of an earlier call for a call without one. Without a mask, nothing is hidden: see the handout,
section Multi-head attention.

Question: multi_head
Caught by: test_multi_head_called_again
"""


class MultiHeadAttention:
    def __init__(self, d_model: int, num_heads: int) -> None:
        if d_model % num_heads != 0:
            raise ValueError(f"num_heads must divide d_model, but {num_heads} does not divide {d_model}")
        super().__init__()
        self.num_heads = num_heads
        self.mask = None
        self.w_q = nn.Linear(d_model, d_model, bias=False)
        self.w_k = nn.Linear(d_model, d_model, bias=False)
        self.w_v = nn.Linear(d_model, d_model, bias=False)
        self.w_o = nn.Linear(d_model, d_model, bias=False)

    def forward(
        self,
        query: torch.Tensor,
        key: torch.Tensor | None = None,
        value: torch.Tensor | None = None,
        mask: torch.Tensor | None = None,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        key = query if key is None else key
        value = key if value is None else value
        q, k, v = (
            projection(x).unflatten(-1, (self.num_heads, -1)).transpose(1, 2)  # (B, num_heads, T, d_head)
            for projection, x in ((self.w_q, query), (self.w_k, key), (self.w_v, value))
        )
        self.mask = self.mask if mask is None else mask
        outputs, weights = scaled_dot_product_attention(q, k, v, self.mask)
        return self.w_o(outputs.transpose(1, 2).flatten(2)), weights
