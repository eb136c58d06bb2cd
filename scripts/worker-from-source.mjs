// Lets a thread load TypeScript as it stands (development, tests): Node gives a thread no `--import`.
import { workerData } from 'node:worker_threads'
import { register } from 'tsx/esm/api'

register()
const loaded = await import(workerData.file)

// What a pool calls by name; threads of another kind have none of them.
export const playRun = loaded.playRun
export const checkScenario = loaded.checkScenario
export const runJob = loaded.runJob
export const askDumps = loaded.askDumps
