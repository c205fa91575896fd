"""`rumbo evaluate retrieval`: compares ways to rank passages, on our own cases and on any file of questions in SQuAD's form."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.assembly import DayIn, build_library
from bot.commands.case_files import read_cases, read_squad
from bot.commands.index import progress_bar
from bot.domain.conversation import Memory
from bot.domain.knowledge import Knowledge
from bot.domain.passage import Passage, Sought
from bot.evaluation.cases import paraphrased
from bot.evaluation.retrieval import Asked, Comparison, Retrieval, as_table, compare
from bot.language.reader import MessageReader
from bot.library.embedding import TextEmbeddings
from bot.library.files import read_knowledge
from bot.library.index import VectorIndex
from bot.library.search import PassageLibrary
from bot.library.texts import texts_of
from bot.settings import Settings, read_settings

CASES = Path("tests/evaluation")
DEEP = 60  # passages looked at, to see ten entries


def retrieval(
    questions: Annotated[list[Path] | None, typer.Option(help="Files in SQuAD's JSON form: is the right paragraph found?")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures there")] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="With the sentence that says how it was measured")] = False,
) -> None:
    """Compare ways to rank by hit@1, hit@5, MRR and nDCG@10.

    Example: rumbo evaluate retrieval --questions xquad.es.json
    """
    settings = read_settings()
    knowledge = read_knowledge(settings.knowledge)
    library, upkeep, embeddings = build_library(settings, knowledge)
    with progress_bar("embedding") as progress:
        upkeep.warm(progress)
    sets = [_own(knowledge, library), *(_squad(file, settings, embeddings) for file in questions or ())]
    measured = Retrieval(on=DayIn().today(), sets=tuple(sets))
    if json_file is not None:
        json_file.write_text(measured.model_dump_json(indent=1), encoding="utf-8")
    head = f"Measured on {measured.on.isoformat()} by `rumbo evaluate retrieval`.\n\n" if markdown else ""
    typer.echo(head + as_table(measured))


def _own(knowledge: Knowledge, library: PassageLibrary) -> Comparison:
    """Our own cases of one message that name the entries which answer; an entry is found when one of its passages is."""
    reader = MessageReader(knowledge)
    held = {passage.entry_id for passage in library.passages}
    cases = [one for file in sorted(CASES.glob("own-*.yaml")) for case in read_cases(file) for one in (case, *paraphrased(case))]
    asked = [Asked(case.turns[0], frozenset(case.entries) & held) for case in cases if len(case.turns) == 1 and set(case.entries) & held]

    def rankings(text: str) -> dict[str, Sequence[str]]:
        reading = reader.read(text, Memory())
        found = library.rankings(Sought(reading.standalone, about=(*reading.certifications, *reading.places), limit=DEEP))
        return {name: tuple(dict.fromkeys(passage.entry_id for passage in passages)) for name, passages in found.items()}

    return compare("own cases", asked, rankings, len(held))


def _squad(file: Path, settings: Settings, embeddings: TextEmbeddings) -> Comparison:
    """The paragraphs as passages, in an index of their own."""
    texts, asked = read_squad(file)
    passages = [Passage(id=f"{number}#{number}", entry_id=str(number), kind="paragraph", title="", heading="", text=text)
                for number, text in enumerate(texts)]
    library = PassageLibrary(passages, embeddings)
    index = VectorIndex(settings.data / "evaluation" / file.stem, embeddings, settings.embedding_model)
    with progress_bar(f"embedding {file.name}") as progress:
        index.build(passages, progress)
    library.learn(index.vectors(text for passage in passages for text in texts_of(passage)))

    def rankings(text: str) -> dict[str, Sequence[str]]:
        return {name: [passage.entry_id for passage in found] for name, found in library.rankings(Sought(text, limit=DEEP)).items()}

    return compare(file.stem, [Asked(text, frozenset((str(number),))) for text, number in asked], rankings, len(passages))
