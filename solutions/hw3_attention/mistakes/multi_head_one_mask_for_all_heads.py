"""This is what comes out when the mask of the first head is used for all heads. Each may have its own: see the handout,
section Multi-head attention, step 3.

Question: multi_head
Caught by: test_multi_head_masks
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
        mask = mask[..., :1, :, :] if mask is not None and mask.ndim > 2 else mask
        outputs, weights = scaled_dot_product_attention(q, k, v, mask)
        return self.w_o(outputs.transpose(1, 2).flatten(2)), weights
