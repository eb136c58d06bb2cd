import { readFileSync, statSync } from 'node:fs'
import { UserError } from '../base/user-error.ts'

const megabyte = 1024 * 1024
/** A whole node's rules are far smaller; more is refused before it is read. */
const fileMegabytesMax = 128

export interface TextFile {
  readonly file: string
  readonly text: string
}

/** A dump or listing; `-` is standard input. Bytes that are no UTF-8 become U+FFFD.
 * @throws UserError E_FILE, E_LIMIT */
export function readTextFile(name: string): TextFile {
  const file = name === '-' ? 'stdin' : name
  const bytes = attempt(file, () => {
    if (name !== '-') checkSize(name)
    return readFileSync(name === '-' ? 0 : name)
  })
  return { file, text: bytes.toString('utf8') }
}

function checkSize(file: string): void {
  const megabytes = Math.ceil(statSync(file).size / megabyte)
  if (megabytes > fileMegabytesMax)
    throw new UserError(
      'E_LIMIT',
      `the file has ${megabytes} MB; at most ${fileMegabytesMax} MB are read`,
      { file },
    )
}

function attempt<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError('E_FILE', `cannot be read: ${(error as Error).message}`, { file })
  }
}
