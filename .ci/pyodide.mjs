// The suite and a training in WebAssembly: node .ci/pyodide.mjs FOLDER-OF-NODE-MODULES
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const program = resolve(process.argv[2], "pyodide/pyodide.mjs");
const { loadPyodide } = await import(pathToFileURL(program));
const python = await loadPyodide();
python.mountNodeFS("/project", resolve(dirname(fileURLToPath(import.meta.url)), ".."));
const failed = await python.runPythonAsync(`
import os, runpy, sys, time, unittest
os.chdir("/project")
sys.dont_write_bytecode = True
sys.path.insert(0, "/project")
result = unittest.TextTestRunner(stream=sys.stdout).run(unittest.defaultTestLoader.discover("."))
for test, reason in result.skipped:
    print("skipped: %s: %s" % (test, reason))

# The model goes into a folder of WebAssembly's own memory.
sys.argv = ["train_reverse.py", "--quick", "--data", "/tmp/data", "--model", "/tmp/reverse.model"]
start, status = time.perf_counter(), None
try:
    runpy.run_path("examples/train_reverse.py", run_name="__main__")
except SystemExit as ending:
    status = ending.code
print("train_reverse.py --quick: status %s after %.1f s" % (status, time.perf_counter() - start))
not result.wasSuccessful() or status != 0
`);
process.exit(failed ? 1 : 0);
