import type { ProxyMode } from '../../src/proxy/configuration.ts'
import { expectedAnswer, type ModeQuestion, type QuestionGroup } from './mode-question.ts'

const modes: readonly ProxyMode[] = ['iptables', 'ipvs', 'nftables']

const preamble = `# How the three modes differ

What becomes of the same packet when kube-proxy runs in iptables, IPVS or nftables mode, in the words of Kubernetes 1.36 and its
defaults. Every line is a question that \`tests/conformance\` puts to all three modes of the emulator, and this page is written from
those questions: it cannot say what the emulator does not do. To write it anew after a change: \`npx vitest run tests/conformance -u\`.

The cluster of all questions: nodes worker-1 (192.168.1.11, pods 10.244.1.0/24), which is asked, and worker-2; Service \`web\` with cluster IP
10.96.0.10, port 80; endpoints a (10.244.1.5) and b (10.244.1.6) on worker-1, c (10.244.2.5) on worker-2. The pod that asks is
10.244.1.20 on worker-1, the client from outside 203.0.113.10; the load balancer's address is 198.51.100.7, the node port 30080.

In the answers, *dropped in silence* means that the sender waits until it gives up; *refused* that it knows at once; *routed on* that the
packet leaves the node by its default route, as if there were no Service. Sources below the tables: cmd and pkg are folders of Kubernetes 1.36, net of Linux;
recordings are what a real kernel did with the rules of a real kube-proxy ([recordings.md](recordings.md)).`

/** docs/mode-differences.md: a table a subject, the reasons and sources below it. */
export function differencesDocument(groups: readonly QuestionGroup[]): string {
  const count = groups.flatMap(({ questions }) => questions).length
  const differing = groups.flatMap(({ questions }) => questions.filter(isDiffering)).length
  return [
    preamble,
    `Of ${count} questions the modes answer ${differing} differently.`,
    ...groups.map((group, index) => section(group, index)),
    '',
  ].join('\n\n')
}

export function isDiffering(question: ModeQuestion): boolean {
  return new Set(modes.map((mode) => expectedAnswer(question, mode))).size > 1
}

function section({ subject, questions }: QuestionGroup, index: number): string {
  const numbered = questions.map((question, place) => ({
    number: `${index + 1}.${place + 1}`,
    question,
  }))
  const rows = numbered.map(({ number, question }) => {
    const answers = isDiffering(question)
      ? modes.map((mode) => `**${cell(expectedAnswer(question, mode))}**`)
      : [cell(expectedAnswer(question, 'iptables')), 'the same', 'the same']
    return `| ${number} | ${cell(question.question)}<br>*${cell(question.given)}* | ${answers.join(' | ')} |`
  })
  const table = ['| | question | iptables | IPVS | nftables |', '|---|---|---|---|---|', ...rows]
  const notes = numbered.map(({ number, question }) => note(number, question))
  return [
    `## ${subject}`,
    table.join('\n'),
    `### ${subject}: reasons and sources`,
    notes.join('\n'),
  ].join('\n\n')
}

function note(number: string, { reason, remark, sources }: ModeQuestion): string {
  const why = [reason, remark].flatMap((text) => (text === undefined ? [] : `${text} `)).join('')
  return `- **${number}** ${why}*Sources:* ${sources.join('; ')}.`
}

/** A bar would end a table's cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
