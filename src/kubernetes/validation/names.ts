import type { FieldErrors, FieldPath } from './field-errors.ts'

/** Each function here answers what is wrong with a text, in the API server's words; nothing: it is right. */
type Complaints = readonly string[]

const none: Complaints = []
const labelPattern = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const subdomainPattern = `${labelPattern}(\\.${labelPattern})*`
const keyPattern = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const label = new RegExp(`^${labelPattern}$`)
const subdomain = new RegExp(`^${subdomainPattern}$`)
const key = new RegExp(`^${keyPattern}$`)
const labelValue = new RegExp(`^(${keyPattern})?$`)

const labelMessage =
  'a lowercase RFC 1123 label must consist of lower case alphanumeric characters or ' +
  "'-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', " +
  `regex used for validation is '${labelPattern}')`
const subdomainMessage =
  'a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, ' +
  "'-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', " +
  `regex used for validation is '${subdomainPattern}')`
const keyCharacters =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an " +
  "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', " +
  `regex used for validation is '${keyPattern}')`
const labelValueMessage =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', " +
  "and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or " +
  `'12345', regex used for validation is '(${keyPattern})?')`

/** k8s.io/apimachinery/pkg/util/validation IsDNS1123Label */
export function dnsLabel(text: string): Complaints {
  if (text.length <= 63 && label.test(text)) return none
  const complaints = tooLong(text, 63)
  if (!label.test(text))
    complaints.push(subdomain.test(text) ? 'must not contain dots' : labelMessage)
  return complaints
}

/** IsDNS1123Subdomain */
export function dnsSubdomain(text: string, unit?: string): Complaints {
  if (text.length <= 253 && subdomain.test(text)) return none
  const complaints = tooLong(text, 253, unit)
  if (!subdomain.test(text)) complaints.push(subdomainMessage)
  return complaints
}

/** The name of a label or annotation, `example.com/name`: IsLabelKey. */
export function qualifiedName(text: string): Complaints {
  const parts = text.split('/')
  if (parts.length > 2)
    return [
      `a valid label key ${keyCharacters} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ]
  const complaints: string[] = []
  const name = parts.at(-1) ?? ''
  if (parts.length === 2) {
    const prefix = parts[0] ?? ''
    if (prefix === '') complaints.push('prefix part must be non-empty')
    else
      for (const complaint of dnsSubdomain(prefix, 'bytes'))
        complaints.push(`prefix part ${complaint}`)
  }
  if (name === '') complaints.push('name part must be non-empty')
  else for (const complaint of tooLong(name, 63, 'bytes')) complaints.push(`name part ${complaint}`)
  if (!key.test(name)) complaints.push(`name part ${keyCharacters}`)
  return complaints
}

export function validLabelValue(text: string): Complaints {
  if (text.length <= 63 && labelValue.test(text)) return none
  const complaints = tooLong(text, 63, 'bytes')
  if (!labelValue.test(text)) complaints.push(labelValueMessage)
  return complaints
}

/** A container port's name, as a targetPort may give it: IsValidPortName. */
export function portName(text: string): Complaints {
  const complaints = tooLong(text, 15)
  if (!/^[-a-z0-9]+$/.test(text))
    complaints.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
  if (!/[a-z]/.test(text)) complaints.push('must contain at least one letter (a-z)')
  if (text.includes('--')) complaints.push('must not contain consecutive hyphens')
  if (text.startsWith('-') || text.endsWith('-'))
    complaints.push('must not begin or end with a hyphen')
  return complaints
}

export function portNumber(port: number): Complaints {
  return port >= 1 && port <= 65_535 ? none : ['must be between 1 and 65535, inclusive']
}

/** Adds each complaint about a value to the errors. */
export function complain(
  errors: FieldErrors,
  path: FieldPath,
  value: unknown,
  complaints: Complaints,
): void {
  for (const complaint of complaints) errors.invalid(path, value, complaint)
}

function tooLong(text: string, max: number, unit = 'characters'): string[] {
  return Buffer.byteLength(text) > max ? [`must be no more than ${max} ${unit}`] : []
}
