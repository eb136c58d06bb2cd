// Puts the program into few files: three hundred small modules take longer to load than to run.
// dist/ beside it, compiled file by file, is the library.
import { build } from 'esbuild'

await build({
  // Threads load their own code.
  entryPoints: [
    'src/main.ts',
    'src/server/workers/cluster-worker.ts',
    'src/server/workers/run-worker.ts',
    'src/server/workers/task-worker.ts',
  ],
  outbase: 'src',
  outdir: 'dist/kpe',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minify: true,
  logLevel: 'error',
  // These find files of theirs beside their own code.
  external: ['classic-level', 'piscina'],
  // Packages in CommonJS ask for Node's own modules by `require`.
  banner: {
    js: "import { createRequire as createRequireHere } from 'node:module'; const require = createRequireHere(import.meta.url);",
  },
})
