import { isTargetName } from '../targets/registry.ts'
import type { Complain } from './restore-sink.ts'

/** Characters of a chain's name (XT_EXTENSION_MAXNAMELEN less its NUL). */
export const chainNameLengthMax = 28

/** Complains about a name that iptables would not give a chain (assert_valid_chain_name, xshared.c). */
export function checkChainName(name: string, complain: Complain): void {
  if (name === '' || name.startsWith('-') || name.startsWith('!'))
    complain(`"${name}"`, 'the name of a chain, which begins with neither - nor !')
  if (name.length > chainNameLengthMax)
    complain(
      `a chain name of ${name.length} characters`,
      `at most ${chainNameLengthMax} characters`,
    )
  if (isTargetName(name)) complain(`a chain called ${name}`, 'a name that no target has')
}
