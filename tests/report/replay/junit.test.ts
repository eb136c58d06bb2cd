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
