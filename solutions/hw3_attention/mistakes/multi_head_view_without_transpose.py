"""This is what comes out when (B, T, d_model) is viewed as (B, num_heads, T, d_head) at once. A view keeps the order in
memory, so a head gets pieces of different positions. View as (B, T, num_heads, d_head), then swap the axes: see the
handout, section Multi-head attention, step 2.

Question: multi_head
Caught by: test_multi_head_with_two_heads
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
            projection(x).reshape(len(x), self.num_heads, x.shape[1], -1)  # (B, num_heads, T, d_head)
            for projection, x in ((self.w_q, query), (self.w_k, key), (self.w_v, value))
        )
        outputs, weights = scaled_dot_product_attention(q, k, v, mask)
        return self.w_o(outputs.transpose(1, 2).flatten(2)), weights
