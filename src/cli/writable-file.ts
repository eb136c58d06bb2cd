import { closeSync, existsSync, openSync, rmSync } from 'node:fs'
import { UserError } from '../base/user-error.ts'

/** Makes sure that a result can be written, before the work for it is done; a file that is there keeps what it has.
 * @throws UserError E_FILE */
export function checkWritable(file: string): void {
  const isNew = !existsSync(file)
  try {
    closeSync(openSync(file, 'a'))
  } catch (error) {
    throw new UserError('E_FILE', `cannot be written: ${(error as Error).message}`, { file })
  }
  if (isNew) rmSync(file)
}
