/**
 * What the reader refuses, so that no input makes it hang or run out of memory. A cluster of 10,000
 * Services and their slices is about 60 MB of JSON; YAML takes some forty times as long to read.
 */
export const fileBytesMax = 128 * 1024 * 1024
/** One file of YAML. */
export const yamlBytesMax = 64 * 1024 * 1024
/** One YAML document: its syntax tree takes some fifty times its size. */
export const yamlDocumentBytesMax = 16 * 1024 * 1024
/** How often aliases may be resolved in one document before it counts as an attack. */
export const yamlAliasesMax = 1000
/** Brackets within brackets; the API server stops at 10,000 too (sigs.k8s.io/json). */
export const nestingMax = 10_000
export const filesMax = 20_000
export const folderDepthMax = 64
