import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { problems } from '../schemas/common-schemas.ts'
import { type Api, sendJson, sendText } from './api.ts'

const pages = {
  '/docs': { file: 'api.md', summary: 'How to use this API, with commands that work as pasted.' },
  '/docs/errors': { file: 'errors.md', summary: 'What each error code means.' },
} as const

export function docsRoutes(app: Api): void {
  for (const [path, { file, summary }] of Object.entries(pages))
    app.get(
      path,
      {
        schema: {
          operationId: path === '/docs' ? 'docs' : 'docsErrors',
          summary,
          tags: ['docs'],
          produces: ['text/plain'],
          response: { 200: z.string(), ...problems },
        },
      },
      async (_, reply) => sendText(reply, readPage(file)),
    )

  app.get(
    '/openapi.json',
    {
      schema: {
        operationId: 'openapi',
        summary: 'This description (OpenAPI 3.1).',
        tags: ['docs'],
        response: { 200: z.looseObject({ openapi: z.string() }), ...problems },
      },
    },
    async (_, reply) => sendJson(reply, JSON.stringify(app.swagger())),
  )
}

/** The folder docs/ stands beside src/ and dist/, two to four folders up, as the code was built. */
function readPage(file: string): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  for (let up = 0; up < 5; up += 1) {
    const path = join(folder, 'docs', file)
    if (existsSync(path)) return readFileSync(path, 'utf8')
    folder = dirname(folder)
  }
  return `docs/${file} is not installed\n`
}
