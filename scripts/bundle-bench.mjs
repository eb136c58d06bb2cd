import { build } from 'esbuild'

/**
 * Puts a bench and what it measures of src/ into one file, as scripts/bundle.mjs does with the program: tsx wraps
 * every closure to keep its name, which makes hot paths several times slower than they are when built. Packages
 * are loaded from where they are, so the file must stand below a folder that has node_modules.
 */
export function bundleBench(source, outfile) {
  return build({
    entryPoints: [source],
    outfile,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  })
}
