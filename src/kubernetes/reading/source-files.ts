import { type Dirent, readdirSync, readFileSync, type Stats, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { UserError } from '../../base/user-error.ts'
import { fileBytesMax, filesMax, folderDepthMax } from './limits.ts'
import { lineColumnOf, type SourceText } from './source-text.ts'

export interface SourceFileOptions {
  /** Folders within folders too (`-R`). */
  readonly recursive?: boolean
  /** What `-` stands for; default: the process's standard input. */
  readonly readStandardInput?: () => Uint8Array
}

/** What kubectl takes from a folder; a file named outright may have any name. */
const extensions = new Set(['.json', '.yaml', '.yml'])

/**
 * The texts of files, of the manifests in folders (by name), and of standard input (`-`).
 * @throws UserError E_FILE, E_LIMIT, E_YAML (no UTF-8), E_USAGE (`-` twice)
 */
export function readSourceFiles(
  names: readonly string[],
  options: SourceFileOptions = {},
): readonly SourceText[] {
  const files: string[] = []
  for (const name of names) {
    if (name === '-') {
      if (files.includes('-'))
        throw new UserError('E_USAGE', 'standard input (-) can be read only once')
      files.push(name)
    } else if (/^https?:\/\//.test(name))
      throw new UserError('E_UNSUPPORTED', `${name} is a URL; files, folders and - are read`)
    else if (statOf(name).isDirectory()) addFolder(name, options.recursive ?? false, 0, files)
    else files.push(name)
  }
  return files.map((file) => readSource(file, options))
}

function readSource(file: string, options: SourceFileOptions): SourceText {
  if (file === '-') return decode('stdin', (options.readStandardInput ?? (() => readFileSync(0)))())
  const { size } = statOf(file)
  if (size > fileBytesMax) throw tooLarge(file, size)
  return decode(
    file,
    attempt(file, () => readFileSync(file)),
  )
}

function addFolder(folder: string, recursive: boolean, depth: number, into: string[]): void {
  if (depth > folderDepthMax)
    throw new UserError('E_LIMIT', `folders are nested more than ${folderDepthMax} deep`, {
      file: folder,
    })
  const before = into.length
  for (const entry of sortedEntries(folder)) {
    const path = join(folder, entry.name)
    const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && statOf(path).isDirectory())
    if (isFolder && recursive) addFolder(path, recursive, depth + 1, into)
    else if (!isFolder && extensions.has(extname(entry.name))) into.push(path)
    if (into.length > filesMax)
      throw new UserError('E_LIMIT', `more than ${filesMax} files`, { file: folder })
  }
  if (depth === 0 && into.length === before)
    throw new UserError(
      'E_FILE',
      `no manifests in this folder (expected .yaml, .yml or .json files${recursive ? '' : '; -R looks into folders within'})`,
      { file: folder },
    )
}

function sortedEntries(folder: string): Dirent[] {
  const entries = attempt(folder, () => readdirSync(folder, { withFileTypes: true }))
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function decode(file: string, bytes: Uint8Array): SourceText {
  if (bytes.length > fileBytesMax) throw tooLarge(file, bytes.length)
  try {
    return { file, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    const text = new TextDecoder('utf-8').decode(bytes)
    const at = lineColumnOf(text, Math.max(0, text.indexOf('\ufffd')))
    throw new UserError('E_YAML', 'bytes that are no UTF-8, expected YAML or JSON text', {
      file,
      ...at,
    })
  }
}

function statOf(name: string): Stats {
  return attempt(name, () => statSync(name))
}

function attempt<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new UserError('E_FILE', describeFailure(error), { file })
  }
}

function describeFailure(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT') return 'there is no such file or folder'
  if (code === 'EACCES' || code === 'EPERM') return 'the file may not be read (permission denied)'
  if (code === 'ELOOP') return 'the link leads in a circle'
  return `the file cannot be read (${code === '' ? String(error) : code})`
}

function tooLarge(file: string, bytes: number): UserError {
  const megabytes = (count: number) => `${Math.ceil(count / (1024 * 1024))} MB`
  return new UserError(
    'E_LIMIT',
    `the file has ${megabytes(bytes)}; at most ${megabytes(fileBytesMax)} are read`,
    { file },
  )
}
