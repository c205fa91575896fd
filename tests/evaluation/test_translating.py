"""The scale of translations is the one that its command fits, and the check holds with it on entries that it was not fitted on."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.assembly import grounding_check
from bot.conversation.meaning import nearness
from bot.evaluation.changes import Wordings
from bot.evaluation.translating import fitted, halves, judged, rendered
from bot.library.embedding import TextEmbeddings, load_model
from bot.library.files import read_knowledge
from bot.library.passages import passages_of

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(300)
def test_the_kept_scale_is_the_one_that_the_command_fits() -> None:
    knowledge = read_knowledge(ROOT / "knowledge")
    wordings = Wordings.model_validate(yaml.safe_load((ROOT / "tests/evaluation/grounding.yaml").read_text(encoding="utf-8")))
    made = rendered([one for one in passages_of(knowledge) if one.kind != "certification"], wordings, seed=5, count=150)
    to_fit, apart = halves(made)
    embeddings = TextEmbeddings(load_model(""))

    again, kept = fitted(to_fit, embeddings), knowledge.translation_scale
    shares = judged(grounding_check(knowledge, embeddings), apart, kept)

    near = [nearness(one.clause, [one.statement], embeddings) for one in to_fit if one.clause]
    same = sum((kept.chance(*one) >= kept.threshold) == (again.chance(*one) >= again.threshold) for one in near)
    print(again, shares)
    assert {one.entry for one in to_fit}.isdisjoint(one.entry for one in apart)
    # an edited entry changes what is drawn, and so the fit, a little
    assert (again.intercept, again.cosine) == pytest.approx((kept.intercept, kept.cosine), rel=0.25)
    assert same >= 0.97 * len(near)
    assert shares["number"].value == shares["name"].value == 1
    assert shares["other entry"].value >= 0.95
    assert shares["addition"].value >= 0.8
    assert shares["true"].value >= 0.65
