import { readdirSync, readFileSync, statSync } from 'node:fs'
import { isAbsolute, join, normalize, relative, sep } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { UserError } from '../base/user-error.ts'

/** A file to verify, and where its answers go below the answers' folder. */
export interface RecordingFile {
  readonly path: string
  readonly answerPath: string
}

/** 512 MB: the largest text that one JavaScript string may hold. */
const textBytesMax = 512 * 1024 * 1024 - 1024

/** Every file that the arguments name; folders are searched whole, in the order of names.
 * @throws UserError E_FILE */
export function findRecordingFiles(args: readonly string[]): RecordingFile[] {
  return args.flatMap((argument) =>
    isFolder(argument)
      ? filesBelow(argument).map((path) => ({ path, answerPath: answerPathOf(path, argument) }))
      : [{ path: argument, answerPath: answerPathOf(argument, undefined) }],
  )
}

/** The text of a recording, uncompressed. @throws UserError E_FILE, E_LIMIT */
export function readRecording(path: string): string {
  const bytes = readFileSync(path)
  if (!path.endsWith('.gz')) return bytes.toString('utf8')
  try {
    return gunzipSync(bytes, { maxOutputLength: textBytesMax }).toString('utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new UserError('E_LIMIT', `more than ${textBytesMax} bytes when uncompressed`, {
        file: path,
      })
    throw new UserError('E_FILE', `not a whole gzip file: ${(error as Error).message}`, {
      file: path,
    })
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch (error) {
    throw new UserError('E_FILE', `cannot be read: ${(error as Error).message}`, { file: path })
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/**
 * A relative path stays as it was given. Of one from elsewhere (absolute, or climbing with `..`) the part
 * below the given folder, or below the last folder called `recordings`, or the file's name.
 */
function answerPathOf(path: string, folder: string | undefined): string {
  const plain = normalize(path).replace(/\.gz$/, '')
  if (!isAbsolute(plain) && !plain.startsWith(`..${sep}`)) return plain
  const parts = plain.split(sep)
  const after = parts.lastIndexOf('recordings') + 1
  if (after > 0 && after < parts.length) return parts.slice(after).join(sep)
  return folder === undefined ? (parts.at(-1) ?? plain) : relative(folder, plain)
}
