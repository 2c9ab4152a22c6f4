"""Where the bundled program starts: as itself, or as `-m MODULE`, for the processes it starts."""

import runpy
import sys

if sys.argv[1:2] == ["-m"] and sys.argv[2:3]:
    module = sys.argv[2]
    del sys.argv[1:3]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
else:
    from explorer.cli import main

    sys.exit(main())
