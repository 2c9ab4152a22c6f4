"""`numba-explorer compare`: what changed between two saved runs, for people and for CI."""

import argparse
import json

from explorer import atomic
from explorer.commands.answers import OK, REFUSED, SOME_FAILED, CommandError, complain, say
from explorer.commands.columns import columns
from explorer.commands.named import saved_run
from explorer.results.contrast import forms
from explorer.results.contrast.contrasts import Contrasts, contrasts
from explorer.results.words import changes as words


def compare(options: argparse.Namespace) -> int:
    """Print what changed, and return the exit status."""
    before, now = saved_run(options.before), saved_run(options.now)
    found = contrasts(before, now)
    if not found.shared:
        raise CommandError(f"“{options.before}” and “{options.now}” have no point in common.")
    limit = options.fail_above
    if options.junit is not None:
        atomic.write(options.junit, forms.junit(found, limit).encode())
    if options.json:
        print(json.dumps(forms.as_json(found), ensure_ascii=False, indent=1, allow_nan=False))
    elif options.markdown:
        say(forms.markdown(found))
    else:
        say(compared(found))
    return verdict(found, limit)


def verdict(found: Contrasts, limit: float | None) -> int:
    """Name what surely takes at least so many times as long; returns the exit status."""
    if not found.shared:
        return REFUSED
    if limit is None:
        return OK
    slower = found.slower(limit)
    for one in slower:
        complain(f"{one.name} is {words.words(one)} than {found.sides.than} at {one.where}.")
    return SOME_FAILED if slower or found.broken else OK


def compared(found: Contrasts) -> str:
    """Return what changed for a terminal: the table, the sentence, remarks, conditions."""
    table = columns([list(forms.titles(found)), *forms.rows(found)], frozenset({2, 3}))
    above = [table] if found.contrasts else []
    return "\n\n".join([*above, words.headline(found), *forms.notes(found)])
