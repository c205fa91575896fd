"""How good an order of passages is, with several right ones: hit@k, mean reciprocal rank, nDCG@10 (Järvelin and Kekäläinen, 2002)."""

from __future__ import annotations

import math
from collections.abc import Sequence

DEPTH = 10


def ranking(rows: Sequence[tuple[Sequence[str], Sequence[str]]]) -> dict[str, float]:
    """Over rows of (ids in order, the right ids): "at_1", "at_5", "mrr", "ndcg_10", and "ranked", how many there were."""
    count = len(rows) or 1
    places = [[place for place, name in enumerate(order[:DEPTH], start=1) if name in right] for order, right in rows]
    ideal = [sum(1 / math.log2(place + 1) for place in range(1, min(len(right), DEPTH) + 1)) for _, right in rows]
    gained = [sum(1 / math.log2(place + 1) for place in found) for found in places]
    return {"ranked": len(rows), "at_1": sum(1 in found for found in places) / count,
            "at_5": sum(bool(found) and found[0] <= 5 for found in places) / count,
            "mrr": sum(1 / found[0] for found in places if found) / count,
            "ndcg_10": sum(gain / best for gain, best in zip(gained, ideal, strict=True)) / count}
