"""What the import of sentence-transformers leaves out, and that it is there when it is used."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

LOADED = """
import sys
from bot.library.embedding import load_model
print(load_model("").encode_query(["hola"]).shape)
print([name for name in ("scipy", "sklearn", "sympy", "torch._dynamo", "torch.distributed.tensor") if name in sys.modules])
"""
USED = """
import torch
from bot.library.embedding import load_model
load_model("")
from sentence_transformers.util import manhattan_sim, to_scipy_coo
from transformers import BertConfig, BertModel
print(to_scipy_coo(torch.eye(2).to_sparse()).toarray().tolist())
print(manhattan_sim(torch.eye(2).to_sparse(), torch.eye(2).to_sparse()).abs().tolist())
small = BertConfig(vocab_size=8, hidden_size=4, num_hidden_layers=1, num_attention_heads=1, intermediate_size=4)
print(tuple(BertModel(small)(torch.ones(1, 3, dtype=torch.long)).last_hidden_state.shape))
import builtins, scipy.sparse, torch._dynamo
print(scipy.sparse.coo_matrix.__module__, torch._dynamo.disable.__module__, torch.compiler.disable.__module__,
      builtins.__import__.__module__)
"""
STAND_INS = """
from bot.library import lean
import torch
with lean.lean():
    spec = dict(__name__="transformers.one")
    exec("from torch.distributed.tensor import Shard; first = Shard(1)", spec)
    exec("from torch.distributed.tensor import Shard", other := dict(__name__="somebody"))
print(type(spec["Shard"]).__name__, isinstance(other["Shard"](1), spec["Shard"]), isinstance(1, spec["Shard"]), spec["first"].dim)
class Mine(spec["Shard"]): pass
print(issubclass(Mine, other["Shard"]))
"""


def test_loading_the_carried_model_imports_nothing_that_only_training_needs() -> None:
    assert _said(LOADED) == ["(1, 384)", "[]"]


def test_what_was_left_out_is_there_when_it_is_used() -> None:
    assert _said(USED) == ["[[1.0, 0.0], [0.0, 1.0]]", "[[0.0, 2.0], [2.0, 0.0]]", "(1, 3, 4)",
                           "scipy.sparse._coo torch._dynamo.decorators torch.compiler builtins"]


def test_a_stand_in_is_what_it_stands_for_and_others_import_the_real_one() -> None:
    assert _said(STAND_INS) == ["Later True False 1", "True"]


def _said(program: str) -> list[str]:
    """The lines a fresh Python prints."""
    found = subprocess.run([sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": str(Path.cwd())}, capture_output=True,
                           text=True)
    assert found.returncode == 0, found.stderr
    return found.stdout.splitlines()
