import { UserError } from '../../base/user-error.ts'
import type { IpSets } from '../../kernel/ipset/ip-sets.ts'
import { isSetDump, readSetDump } from '../../kernel/ipset/set-dump.ts'
import { printSets } from '../../kernel/ipset/set-save.ts'
import type { Dump } from '../../kernel/iptables/dump/dump.ts'
import { readDump, recogniseDump } from '../../kernel/iptables/dump/dump-reader.ts'
import { printDump as printIptablesDump } from '../../kernel/iptables/dump/dump-writer.ts'
import { IpvsEngine } from '../../kernel/ipvs/engine.ts'
import { formatList } from '../../kernel/ipvs/text/ipvsadm-list.ts'
import { loadList, looksLikeList } from '../../kernel/ipvs/text/ipvsadm-list-reader.ts'
import { restoreCommands } from '../../kernel/ipvs/text/ipvsadm-restore.ts'
import { formatSave } from '../../kernel/ipvs/text/ipvsadm-save.ts'
import { isNftDump, type NftDump, printDump, readNftDump } from '../../kernel/nftables/dump/dump.ts'

/** What one tool printed on a real node. */
export type NodeDump =
  | { readonly kind: 'iptables'; readonly file: string; readonly dump: Dump }
  | { readonly kind: 'nftables'; readonly file: string; readonly dump: NftDump }
  | { readonly kind: 'ipset'; readonly file: string; readonly sets: IpSets }
  | {
      readonly kind: 'ipvs'
      readonly file: string
      readonly engine: IpvsEngine
      /** `ipvsadm -Sn`, or `ipvsadm -Ln` and /proc/net/ip_vs. */
      readonly form: 'save' | 'list'
    }

/**
 * Reads the output of iptables-save, `iptables -S` or `-L`, `nft list ruleset` (also JSON), `ipset save` or
 * `list`, `ipvsadm -Sn` or `-Ln`: whichever it is.
 * @throws UserError E_FILE where it is none of these; the tool's own code where it is a broken one
 */
export function readNodeDump(text: string, file: string): NodeDump {
  if (isNftDump(text)) return { kind: 'nftables', file, dump: readNftDump(text, file) }
  if (isSetDump(text)) return { kind: 'ipset', file, sets: readSetDump(text, file) }
  if (/^-A (-[tuf]|--[a-z]+-service|--fwmark-service) /m.test(text)) {
    const engine = new IpvsEngine()
    restoreCommands(engine, text, file)
    return { kind: 'ipvs', file, engine, form: 'save' }
  }
  if (looksLikeList(text)) {
    const engine = new IpvsEngine()
    loadList(engine, text, file)
    return { kind: 'ipvs', file, engine, form: 'list' }
  }
  if (recogniseDump(text) !== undefined)
    return { kind: 'iptables', file, dump: readDump(text, file) }
  throw new UserError(
    'E_FILE',
    `found ${describeText(text)}, expected the output of iptables-save, nft list ruleset, ipset save or ipvsadm -Sn`,
    { file, line: 1, column: 1 },
  )
}

/** As it came: byte for byte where it was complete. */
export function printNodeDump(dump: NodeDump): string {
  switch (dump.kind) {
    case 'iptables':
      return printIptablesDump(dump.dump)
    case 'nftables':
      return printDump(dump.dump)
    case 'ipset':
      return printSets(dump.sets, 0)
    case 'ipvs': {
      const { virtualServers } = dump.engine
      const lines = dump.form === 'save' ? formatSave(virtualServers) : formatList(virtualServers)
      return lines.map((line) => `${line}\n`).join('')
    }
  }
}

function describeText(text: string): string {
  if (text.trim() === '') return 'an empty text'
  if (/[\0\ufffd]/.test(text.slice(0, 10_000))) return 'binary data'
  return JSON.stringify(text.trimStart().slice(0, 40).split('\n')[0])
}
