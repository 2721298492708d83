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

failed = not result.wasSuccessful()
# The model goes into a folder of WebAssembly's own memory.
for sys.argv in (["train_reverse.py", "--quick", "--data", "/tmp/data", "--model",
                  "/tmp/reverse.model"], ["check_proof.py", "--tanh"]):
    start, status = time.perf_counter(), None
    try:
        runpy.run_path("examples/" + sys.argv[0], run_name="__main__")
    except SystemExit as ending:
        status = ending.code
    print("%s %s: status %s after %.1f s" % (
        sys.argv[0], sys.argv[1], status, time.perf_counter() - start))
    failed = failed or status != 0
failed
`);
process.exit(failed ? 1 : 0);
