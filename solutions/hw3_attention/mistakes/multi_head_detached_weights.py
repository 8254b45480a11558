"""The weights that this returns are cut off from autograd. Gradients flow back from every result: see the handout,
section Rules, rule 3.

Question: multi_head
Caught by: test_multi_head_gradients
"""


class MultiHeadAttention:
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
        outputs, weights = scaled_dot_product_attention(q, k, v, mask)
        return self.w_o(outputs.transpose(1, 2).flatten(2)), weights.detach()
