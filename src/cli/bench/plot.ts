/** A line of a panel: points by x, both greater than 0. */
export interface PlotLine {
  readonly name: string
  readonly points: readonly (readonly [x: number, y: number])[]
  /** An estimate is drawn broken. */
  readonly isEstimate: boolean
}

export interface PlotPanel {
  readonly title: string
  readonly xLabel: string
  readonly yLabel: string
  /** How a value of the y axis is written. */
  readonly formatY: (value: number) => string
  readonly lines: readonly PlotLine[]
}

interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** A logarithmic axis, in powers of ten. */
interface Axis {
  readonly from: number
  readonly to: number
}

/** Told apart in print and by the colour-blind: by colour (Okabe and Ito), by mark, by stroke. */
const styles = [
  { colour: '#0072B2', mark: 'circle' },
  { colour: '#D55E00', mark: 'square' },
  { colour: '#009E73', mark: 'triangle' },
  { colour: '#555555', mark: 'diamond' },
] as const
const panelWidth = 530
const height = 400
const margin = { left: 84, right: 128, top: 56, bottom: 56 }
const labelHeight = 15
const numberWidth = 56

/** Panels side by side, on white, with logarithmic axes. */
export function plotSvg(title: string, footnote: string, panels: readonly PlotPanel[]): string {
  const width = panelWidth * panels.length
  const drawn = panels.map((panel, index) =>
    drawPanel(panel, {
      left: index * panelWidth + margin.left,
      top: margin.top + 14,
      width: panelWidth - margin.left - margin.right,
      height: height - margin.top - margin.bottom - 14,
    }),
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height + 24}" width="${width}" height="${height + 24}" font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif" font-size="12" fill="#222">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height + 24}" fill="#fff"/>`,
    text(margin.left, 26, title, 'font-size="16" font-weight="bold"'),
    ...drawn,
    text(margin.left, height + 12, footnote, 'font-size="11" fill="#555"'),
    '</svg>',
    '',
  ].join('\n')
}

function drawPanel(panel: PlotPanel, box: Box): string {
  const xs = axisTo(panel.lines.flatMap(({ points }) => points.map(([x]) => x)))
  const ys = axisOver(panel.lines.flatMap(({ points }) => points.map(([, y]) => y)))
  const at = ([x, y]: readonly [number, number]) =>
    [
      box.left + (box.width * (Math.log10(x) - xs.from)) / (xs.to - xs.from),
      box.top + box.height * (1 - (Math.log10(y) - ys.from) / (ys.to - ys.from)),
    ] as const
  return [
    '<g>',
    text(box.left, box.top - 12, panel.title, 'font-size="13" font-weight="bold"'),
    ...grid(xs, ys, box, panel.formatY),
    text(box.left + box.width / 2, box.top + box.height + 38, panel.xLabel, 'text-anchor="middle"'),
    `<text transform="translate(${round(box.left - 64)} ${round(box.top + box.height / 2)}) rotate(-90)" text-anchor="middle">${escaped(panel.yLabel)}</text>`,
    ...panel.lines.map((line, index) => drawLine(line, index, at)),
    ...labels(panel.lines, at, box),
    '</g>',
  ].join('\n')
}

function drawLine(
  { points, isEstimate }: PlotLine,
  index: number,
  at: (point: readonly [number, number]) => readonly [number, number],
): string {
  const { colour, mark } = styleOf(index)
  const places = points.map(at)
  const path = places.map(([x, y]) => `${round(x)},${round(y)}`).join(' ')
  const dash = isEstimate ? ' stroke-dasharray="6 4"' : ''
  return [
    `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"${dash}/>`,
    ...places.map(([x, y]) => drawMark(mark, x, y, colour)),
  ].join('\n')
}

function drawMark(
  mark: (typeof styles)[number]['mark'],
  x: number,
  y: number,
  colour: string,
): string {
  const [cx, cy] = [round(x), round(y)]
  switch (mark) {
    case 'circle':
      return `<circle cx="${cx}" cy="${cy}" r="3.5" fill="${colour}"/>`
    case 'square':
      return `<rect x="${round(x - 3.2)}" y="${round(y - 3.2)}" width="6.4" height="6.4" fill="${colour}"/>`
    case 'triangle':
      return `<path d="M${cx} ${round(y - 4.4)}l4.2 7.4h-8.4z" fill="${colour}"/>`
    case 'diamond':
      return `<path d="M${cx} ${round(y - 4.6)}l4.6 4.6l-4.6 4.6l-4.6 -4.6z" fill="#fff" stroke="${colour}" stroke-width="1.5"/>`
  }
}

/** Each line's name at its end; names that would lie on each other are moved apart. */
function labels(
  lines: readonly PlotLine[],
  at: (point: readonly [number, number]) => readonly [number, number],
  box: Box,
): string[] {
  const ends = lines
    .flatMap(({ name, points }, index) => {
      const last = points.at(-1)
      return last === undefined ? [] : [{ name, index, end: at(last), y: at(last)[1] }]
    })
    .sort((a, b) => a.y - b.y)
  for (const [index, label] of ends.entries()) {
    const above = ends[index - 1]
    if (above !== undefined) label.y = Math.max(label.y, above.y + labelHeight)
  }
  const over = (ends.at(-1)?.y ?? 0) - (box.top + box.height)
  for (
    let index = ends.length - 1, limit = box.top + box.height;
    over > 0 && index >= 0;
    index -= 1
  ) {
    const label = ends[index]
    if (label === undefined) break
    label.y = Math.min(label.y, limit)
    limit = label.y - labelHeight
  }
  return ends.map(({ name, index, end, y }) =>
    text(end[0] + 9, y + 4, name, `fill="${styleOf(index).colour}"`),
  )
}

function grid(xs: Axis, ys: Axis, box: Box, formatY: (value: number) => string): string[] {
  const parts: string[] = []
  for (const power of ticks(xs, box.width)) {
    const x = round(box.left + (box.width * (power - xs.from)) / (xs.to - xs.from))
    parts.push(
      `<line x1="${x}" y1="${box.top}" x2="${x}" y2="${box.top + box.height}" stroke="#ddd"/>`,
      text(
        Number(x),
        box.top + box.height + 18,
        thousands(Math.round(10 ** power)),
        'text-anchor="middle"',
      ),
    )
  }
  for (const power of powers(ys)) {
    const y = round(box.top + box.height * (1 - (power - ys.from) / (ys.to - ys.from)))
    parts.push(
      `<line x1="${box.left}" y1="${y}" x2="${box.left + box.width}" y2="${y}" stroke="#ddd"/>`,
      text(box.left - 8, Number(y) + 4, formatY(10 ** power), 'text-anchor="end"'),
    )
  }
  parts.push(
    `<rect x="${box.left}" y="${box.top}" width="${box.width}" height="${box.height}" fill="none" stroke="#888"/>`,
  )
  return parts
}

/** The whole powers of ten around these values; one apart at least. */
function axisOver(values: readonly number[]): Axis {
  const from = Math.floor(Math.log10(Math.min(...values)) + 1e-9)
  const to = Math.ceil(Math.log10(Math.max(...values)) - 1e-9)
  return { from, to: Math.max(to, from + 1) }
}

/** As far as the values go: what stands to the right of the last is out of the panel. */
function axisTo(values: readonly number[]): Axis {
  const from = Math.floor(Math.log10(Math.min(...values)) + 1e-9)
  return { from, to: Math.max(Math.log10(Math.max(...values)), from + 0.3) }
}

/** The whole powers of ten on an axis. */
function powers({ from, to }: Axis): number[] {
  const first = Math.ceil(from)
  return Array.from({ length: Math.floor(to + 1e-9) - first + 1 }, (_, index) => first + index)
}

/** Those, and the end of the axis where there is room for its number. */
function ticks(axis: Axis, width: number): number[] {
  const whole = powers(axis)
  const room = (width * (axis.to - (whole.at(-1) ?? axis.from))) / (axis.to - axis.from)
  return room > numberWidth ? [...whole, axis.to] : whole
}

function styleOf(index: number): (typeof styles)[number] {
  return styles[index % styles.length] ?? styles[0]
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${round(x)}" y="${round(y)}" ${attributes}>${escaped(content)}</text>`
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function thousands(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

function round(value: number): string {
  return String(Number(value.toFixed(1)))
}
