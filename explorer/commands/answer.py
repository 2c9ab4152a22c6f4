"""`numba-explorer answer`: what a saved run says, in sentences, as facts, or as code."""

import argparse
import json

from explorer.commands.answers import OK, CommandError, say
from explorer.commands.named import saved_run
from explorer.results.facts.facts import facts
from explorer.results.facts.plainly import to_json
from explorer.results.facts.subject import Subject
from explorer.results.words import answer as answers
from explorer.results.words.conditions import conditions
from explorer.results.words.dispatch import dispatch


def answer(options: argparse.Namespace) -> int:
    """Print what the run says, and return the exit status."""
    run = saved_run(options.run)
    if options.rule:
        code = dispatch(facts(Subject(run)))
        if not code:
            raise CommandError(f"“{options.run}” holds no time that a rule could be made of")
        print(code, end="")
        return OK
    sentences = answers.answer(run)
    if options.json:
        found = to_json(facts(Subject(run)), sentences)
        print(json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False))
    else:
        say("\n".join(sentences))
        say(f"\n{conditions(run)}")
    return OK
