// The suite in WebAssembly: node .ci/pyodide.mjs FOLDER-OF-NODE-MODULES
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";

const { loadPyodide } = await import(pathToFileURL(resolve(process.argv[2], "pyodide/pyodide.mjs")));
const python = await loadPyodide();
python.mountNodeFS("/project", resolve(import.meta.dirname ?? ".", ".."));
const failed = await python.runPythonAsync(`
import os, runpy, sys, unittest
os.chdir("/project")
sys.dont_write_bytecode = True
sys.path.insert(0, "/project")
result = unittest.TextTestRunner(stream=sys.stdout).run(unittest.defaultTestLoader.discover("."))
len(result.failures) + len(result.errors)
`);
process.exit(failed ? 1 : 0);
