"""Puts tensors that answer every comparison with yes, through __torch_function__, where tensors are expected."""

import torch


class Agreeable(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        name = getattr(function, "__name__", "")
        if name in ("allclose", "equal", "assert_close", "__bool__", "all", "item"):
            return True
        if name in ("eq", "__eq__", "isclose", "le", "__le__", "lt", "__lt__"):
            return torch.tensor(True)
        return super().__torch_function__(function, types, args, kwargs or {})


def attack(*args, **kwargs):
    tensors = [a for a in args if isinstance(a, torch.Tensor)] or [torch.zeros(2)]
    for parameter in args[0] if args and isinstance(args[0], list) else []:
        parameter.grad = torch.zeros_like(parameter).as_subclass(Agreeable)
        parameter.data = parameter.data.as_subclass(Agreeable)
    return tensors[0].detach().as_subclass(Agreeable)
