// What Mermaid understands of a text, told by its own parsers, majors 11 and 12, without a browser.
// A request a line on standard input, {"text"}; an answer a line on standard output, {"11": {…}, "12": {…}}.
import { createInterface } from 'node:readline';
import DOMPurify from 'dompurify';

process.env.TZ = 'UTC';

// Parsing touches the DOM in two places only: it sanitizes labels and asks whether a box title begins with a colour.
Object.assign(DOMPurify, { addHook() {}, removeHook() {}, sanitize: (text) => text });
globalThis.window = { CSS: { supports: (_, colour) => /^(rgba?|hsla?)\(.*\)$|^#[0-9a-f]{3,8}$|^[a-z]+$/i.test(colour) } };

// Rendering draws a picture of an error instead of throwing one beyond these, so parsing must say it.
const MAX_TEXT = 50_000;
const MAX_EDGES = 500;

const ARROWS = {
  SOLID: '->>', DOTTED: '-->>', SOLID_CROSS: '-x', DOTTED_CROSS: '--x', SOLID_OPEN: '->', DOTTED_OPEN: '-->',
  SOLID_POINT: '-)', DOTTED_POINT: '--)', BIDIRECTIONAL_SOLID: '<<->>', BIDIRECTIONAL_DOTTED: '<<-->>',
};
const OPERANDS = { ALT_ELSE: 'alt', PAR_AND: 'par', CRITICAL_OPTION: 'critical' };

// Mermaid keeps an entity such as `#35;` as `ﬂ°°35¶ß` until the picture is written; a reader sees the character.
const NAMED = { quot: '"', amp: '&', lt: '<', gt: '>', nbsp: '\u00a0', apos: "'" };
const decoded = (text) =>
  (text ?? '')
    .replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/ﬂ°(\w+)¶ß/g, (_, name) => NAMED[name] ?? `&${name};`);
const shown = (text) => decoded(text?.replace(/<br\s*\/?>/gi, '\n'));

function event(message, types) {
  const type = types[message.type];
  const text = shown(typeof message.message === 'string' ? message.message : '');
  if (type in ARROWS) return ['message', message.from, message.to, ARROWS[type], text];
  if (type === 'NOTE') return ['note', message.from, message.to, text];
  if (type === 'ACTIVE_START') return ['activate', message.from];
  if (type === 'ACTIVE_END') return ['deactivate', message.from];
  if (type === 'AUTONUMBER') return ['autonumber'];
  if (type in OPERANDS) return ['operand', OPERANDS[type], text];
  const [operator, end] = type.toLowerCase().split('_');
  return end === 'end' ? ['end', operator] : ['start', operator, text];
}

function sequence(db) {
  const types = Object.fromEntries(Object.entries(db.LINETYPE).map(([name, number]) => [number, name]));
  return {
    participants: [...db.getActors().values()].map((actor) => [actor.name, shown(actor.description), actor.type === 'actor']),
    events: db.getMessages().map((message) => event(message, types)),
  };
}

function flowchart(db) {
  if (db.getEdges().length > MAX_EDGES) throw new Error(`more than ${MAX_EDGES} edges: Mermaid draws an error instead`);
  return {
    direction: db.getDirection(),
    vertices: [...db.getVertices().values()].map((vertex) => [vertex.id, shown(vertex.text), vertex.type ?? '', vertex.link ?? null]),
    edges: db.getEdges().map((edge) => [edge.start, edge.end, shown(edge.text), edge.stroke]),
    subgraphs: db.getSubGraphs().map((graph) => [graph.id, shown(graph.title), [...graph.nodes].sort()]),
  };
}

function gantt(db) {
  const tasks = db.getTasks().map((task) => {
    const tags = ['active', 'done', 'crit', 'milestone'].filter((tag) => task[tag]);
    return [shown(task.section), shown(task.task), +task.startTime, task.endTime - task.startTime, tags];
  });
  return { sections: db.getSections().map(shown), tasks };
}

async function verdict(mermaid, text) {
  try {
    if (text.length > MAX_TEXT) throw new Error(`${text.length} characters: Mermaid draws an error beyond ${MAX_TEXT}`);
    const { type, db } = await mermaid.mermaidAPI.getDiagramFromText(text);
    const understand = { sequence, gantt }[type] ?? (type.startsWith('flowchart') ? flowchart : () => ({}));
    return { type, title: decoded(db.getAccTitle()), description: decoded(db.getAccDescription()), ...understand(db) };
  } catch (error) {
    return { error: String(error?.message ?? error) };
  }
}

const majors = {};
for (const major of ['11', '12']) {
  const { default: mermaid } = await import(`mermaid-${major}`);
  await mermaid.parse('sequenceDiagram\nA->>B: this registers the kinds of diagrams');
  majors[major] = mermaid;
}
for await (const line of createInterface({ input: process.stdin })) {
  const { text } = JSON.parse(line);
  const answers = {};
  for (const [major, mermaid] of Object.entries(majors)) answers[major] = await verdict(mermaid, text);
  console.log(JSON.stringify(answers));
}
