"""Where the bundled program starts: as itself, or as Python would, for the processes it starts.

Those are `-m MODULE` and `-c CODE`, after `-P`, which a bundle need not be told: it never looks for
modules in the current folder.
"""

import runpy
import sys

arguments = sys.argv[1:]
if arguments[:1] == ["-P"]:
    del arguments[0]
if arguments[:1] == ["-m"]:
    sys.argv[1:] = arguments[2:]
    runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
elif arguments[:1] == ["-c"]:
    sys.argv[:] = ["-c", *arguments[2:]]
    exec(compile(arguments[1], "<string>", "exec"), {"__name__": "__main__"})
else:
    from explorer.cli import main

    sys.exit(main())
