import { SaxesParser } from 'saxes'
import { expect, it } from 'vitest'
import { formatJunit } from '../../../src/report/replay/junit.ts'
import { someRun } from './some-run.ts'

it('writes a suite a run and a case an expectation, a failure with what was seen', () => {
  const run = someRun({
    purpose: 'Tells "a" from <b> & \u0001.',
    expectations: [
      { expectation: 'failed is 0', met: true, seen: '0', at: 'a.yaml:3:1' },
      { expectation: 'backends is 3', met: false, seen: '2 <of> 3', at: 'a.yaml:4:1' },
    ],
  })
  expect(
    formatJunit([run, someRun({ part: 'without' })]),
  ).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="kpe replay" tests="3" failures="1" errors="0">
  <testsuite name="some (ipvs)" tests="2" failures="1" errors="0" skipped="0" time="60">
    <properties>
      <property name="purpose" value="Tells &quot;a&quot; from &lt;b&gt; &amp; \ufffd."/>
      <property name="seed" value="1"/>
    </properties>
    <testcase classname="some (ipvs)" name="failed is 0"/>
    <testcase classname="some (ipvs)" name="backends is 3">
      <failure message="seen: 2 &lt;of&gt; 3">backends is 3&#10;seen: 2 &lt;of&gt; 3&#10;a.yaml:4:1</failure>
    </testcase>
  </testsuite>
  <testsuite name="some (ipvs, without)" tests="1" failures="0" errors="0" skipped="0" time="60">
    <properties>
      <property name="purpose" value="It shows something."/>
      <property name="seed" value="1"/>
    </properties>
    <testcase classname="some (ipvs, without)" name="plays to its end"/>
  </testsuite>
</testsuites>
`)
})

interface Read {
  readonly attributes: readonly string[]
  readonly text: string
}

/** As a parser of XML 1.0 reads it; throws where it is not well-formed. */
function readXml(xml: string): Read {
  const attributes: string[] = []
  let text = ''
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', (tag) => {
    for (const [name, value] of Object.entries(tag.attributes))
      attributes.push(`${tag.name} ${name}=${value}`)
  })
  parser.on('text', (one) => {
    text += one
  })
  parser.write(xml).close()
  return { attributes, text }
}

it.each([
  ['quotes, brackets and ampersands', `"a" 'b' <c> & ]]> <!-- -- &amp;`],
  ['what is no ASCII', 'Zürich 🚦 \u{10ffff}'],
  ['line ends and tabs', 'one\ntwo\tthree\r\nfour'],
])('an XML parser reads %s as they were', (_what, told) => {
  const failed = { expectation: told, met: false, seen: told, at: 'a.yaml:4:1' }
  const { attributes, text } = readXml(
    formatJunit([someRun({ scenario: told, purpose: told, expectations: [failed] })]),
  )
  expect(attributes).toContain(`testsuite name=${told} (ipvs)`)
  expect(attributes).toContain(`property value=${told}`)
  expect(attributes).toContain(`testcase name=${told}`)
  expect(attributes).toContain(`failure message=seen: ${told}`)
  expect(text).toContain(`${told}\nseen: ${told}\na.yaml:4:1`)
})

it('an XML parser reads what XML has no way to write', () => {
  const purpose = 'a\u0000b\u001bc\ud800d\uffffe'
  const { attributes } = readXml(formatJunit([someRun({ purpose })]))
  expect(attributes).toContain('property value=a\ufffdb\ufffdc\ufffdd\ufffde')
})
