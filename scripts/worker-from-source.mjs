// Lets a thread load TypeScript as it stands (development, tests): Node gives a thread no `--import`.
import { workerData } from 'node:worker_threads'
import { register } from 'tsx/esm/api'

register()
await import(workerData.file)
