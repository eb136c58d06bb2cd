import { expect, it } from 'vitest'
import { compareListings } from '../../../../src/simulation/recordings/netfilter/listing-comparison.ts'

const listing = (elements: string, rule = 'accept') =>
  `table ip t {\n\tset s {\n\t\ttype ipv4_addr\n${elements}\t}\n\n\tchain c {\n\t\t${rule}\n\t}\n}\n`

it.each([
  {
    name: 'the order of elements does not matter',
    recorded: listing('\t\telements = { 10.0.0.1, 10.0.0.2,\n\t\t\t     10.0.0.3 }\n'),
    ours: listing('\t\telements = { 10.0.0.3, 10.0.0.1, 10.0.0.2 }\n'),
    differences: 0,
  },
  {
    name: 'elements that time out are left to chance and time',
    recorded: listing('\t\telements = { 10.0.0.1 timeout 1s expires 500ms }\n'),
    ours: listing(''),
    differences: 0,
  },
  {
    name: 'a missing element is a difference',
    recorded: listing('\t\telements = { 10.0.0.1, 10.0.0.2 }\n'),
    ours: listing('\t\telements = { 10.0.0.1 }\n'),
    differences: 1,
  },
  {
    name: 'another rule is a difference',
    recorded: listing(''),
    ours: listing('', 'drop'),
    differences: 1,
  },
])('$name', ({ recorded, ours, differences }) => {
  expect(compareListings(recorded, ours).differences).toHaveLength(differences)
})
