import type { RunEvent } from '../events/run-event.ts'
import type { OpenConnections } from './open-connections.ts'

/** Answers what is wrong: an answer that bears other ends than the client's question, or came to somebody else. */
export function checkTranslation(event: RunEvent, open: OpenConnections): string | undefined {
  if (event.kind !== 'answer-astray') return undefined
  const opened = open.of(event.connection)
  if (opened === undefined) return undefined
  const { connection, source, destination, receiver } = event
  return `connection ${connection} asked ${opened.destination} from ${opened.source}; an answer came to ${receiver}, from ${source} to ${destination}`
}
